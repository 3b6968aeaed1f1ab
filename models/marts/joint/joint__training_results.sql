{%- set groups = {'all': "'(all)'", 'job_title': 'job_title', 'team': 'team_name'} -%}
{%- set shares = [
    'trained_won_opportunities',
    'trained_decided_opportunities',
    'untrained_won_opportunities',
    'untrained_decided_opportunities',
] -%}

with

trained as (

    select
        training_name,
        owner_key,
        min(completed_date) as trained_date

    from {{ ref('fct_trainings') }}
    where owner_key is not null
    group by training_name, owner_key

),

-- While some had it and others did not; to this day where somebody still has not.
windows as (

    select
        training_name,
        min(trained_date) as window_from,
        case
            when count(*) = count(trained_date) then max(trained_date)
            else {{ as_of() }}
        end as window_to

    from trained
    group by training_name

),

quotas as (

    select
        member_key,
        period_start_date,
        period_end_date,
        quota_amount

    from {{ ref('fct_member_quotas') }}
    where
        member_level = 'rep'
        and period_type = 'month'
        and measure = 'revenue'
        and period_end_date <= {{ as_of() }}

),

-- What a rep decided on a day, and what one earned in a month that is over.
results as (

    select
        owner_key,
        cast(closed_at as date) as from_date,
        cast(closed_at as date) as to_date,
        1 as decided_opportunities,
        case when is_won then 1 else 0 end as won_opportunities,
        0 as quota_months,
        0 as quota_amount,
        0 as actual_amount

    from {{ ref('fct_opportunities') }}
    where (is_won or is_lost) and opportunity_type = 'new_business' and closed_at is not null

    union all

    select
        quotas.member_key as owner_key,
        quotas.period_start_date as from_date,
        quotas.period_end_date as to_date,
        0 as decided_opportunities,
        0 as won_opportunities,
        1 as quota_months,
        quotas.quota_amount,
        coalesce(member_deals.credited_amount, 0) as actual_amount

    from quotas
    left join {{ ref('fct_member_deals') }} as member_deals
        on
        quotas.member_key = member_deals.member_key
        and quotas.period_start_date = member_deals.period_start_date
        and member_deals.member_level = 'rep'
        and member_deals.period_type = 'month'

),

-- The day or month of the training itself is of neither side.
sided as (

    select
        trained.training_name,
        coalesce(reps.job_title, '(not set)') as job_title,
        coalesce(reps.team_name, '(not set)') as team_name,
        trained.trained_date is not null as is_before_after,
        coalesce(
            windows.window_from < results.from_date and windows.window_to >= results.to_date,
            false
        ) as is_side_by_side,
        case
            when trained.trained_date < results.from_date then 'trained'
            when coalesce(trained.trained_date > results.to_date, true) then 'untrained'
        end as side,
        results.*

    from trained
    inner join windows on trained.training_name = windows.training_name
    inner join results on trained.owner_key = results.owner_key
    left join {{ ref('dim_sales_reps') }} as reps on trained.owner_key = reps.owner_key

),

compared as (
    {% for kind, member in groups.items() %}
        {% for comparison in ['before_after', 'side_by_side'] %}

            select
                '{{ kind }}' as group_kind,
                {{ member }} as group_value,
                '{{ comparison }}' as comparison,
                sided.*

            from sided
            where sided.is_{{ comparison }} and sided.side is not null

            {% if not (loop.last and kind == 'team') %}
                union all
            {% endif %}
        {% endfor %}
    {% endfor %}

),

summed as (

    select
        {% for side in ['trained', 'untrained'] %}
            {% for measure in ['decided_opportunities', 'won_opportunities', 'quota_months'] %}
                cast(
                    coalesce(sum({{ measure }}) filter (where side = '{{ side }}'), 0) as bigint
                ) as {{ side }}_{{ measure }},
            {% endfor %}
            {% for measure in ['quota_amount', 'actual_amount'] %}
                cast(
                    coalesce(sum({{ measure }}) filter (where side = '{{ side }}'), 0)
                    as decimal(18, 2)
                ) as {{ side }}_{{ measure }},
            {% endfor %}
            count(distinct owner_key) filter (where side = '{{ side }}') as {{ side }}_reps,
        {% endfor %}
        training_name,
        group_kind,
        group_value,
        comparison

    from compared
    group by training_name, group_kind, group_value, comparison

),

rated as (

    select
        *,
        {% for side in ['trained', 'untrained'] %}
            cast({{ side }}_won_opportunities as double)
            / nullif({{ side }}_decided_opportunities, 0) as {{ side }}_win_rate,
            cast({{ side }}_actual_amount as double) / nullif({{ side }}_quota_amount, 0)
                as {{ side }}_attainment_rate,
        {% endfor %}
        cast(trained_won_opportunities as double) / nullif(trained_decided_opportunities, 0)
        - cast(untrained_won_opportunities as double)
        / nullif(untrained_decided_opportunities, 0) as win_rate_difference,
        {{ newcombe_end(*shares, sign='-') }} as win_rate_difference_from,
        {{ newcombe_end(*shares, sign='+') }} as win_rate_difference_to

    from summed

)

select * from rated
