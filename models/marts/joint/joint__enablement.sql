{%- set groups = {'all': "'(all)'", 'job_title': 'job_title', 'team': 'team_name'} -%}

with

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

-- Of whom sold before the CRM's first deal nobody knows the first win.
begun as (

    select min(cast(created_at as date)) as first_created_date
    from opportunities

),

first_wins as (

    select
        owner_key,
        min(cast(closed_at as date)) as first_won_date

    from opportunities
    where is_won
    group by owner_key

),

assigned as (

    select
        training_name,
        coalesce(owner_key, '(no owner)') as owner_key,
        count(*) as assigned_trainings,
        count(*) filter (where is_completed) as completed_trainings,
        sum(days_to_complete) as total_days_to_complete,
        count(score) as scored_trainings,
        sum(score) as total_score,
        min(completed_date) as trained_date

    from {{ ref('fct_trainings') }}
    group by training_name, coalesce(owner_key, '(no owner)')

),

uses as (

    select
        assigned.training_name,
        assigned.owner_key,
        count(*) as content_uses,
        count(distinct content_uses.opportunity_key) as content_deals

    from assigned
    inner join {{ ref('fct_content_uses') }} as content_uses
        on
        assigned.owner_key = content_uses.owner_key
        and assigned.trained_date < content_uses.use_date
    where content_uses.is_known_content and content_uses.used_by = 'sales'
    group by assigned.training_name, assigned.owner_key

),

deals as (

    select
        assigned.training_name,
        assigned.owner_key,
        count(*) as deals_since

    from assigned
    inner join opportunities
        on
        assigned.owner_key = opportunities.owner_key
        and assigned.trained_date
        < coalesce(cast(opportunities.closed_at as date), {{ as_of() }})
    group by assigned.training_name, assigned.owner_key

),

measured as (

    select
        assigned.*,
        coalesce(reps.job_title, '(not set)') as job_title,
        coalesce(reps.team_name, '(not set)') as team_name,
        coalesce(uses.content_uses, 0) as content_uses,
        coalesce(uses.content_deals, 0) as content_deals,
        coalesce(deals.deals_since, 0) as deals_since,
        case
            when reps.started_date >= begun.first_created_date
                then {{ days_between('reps.started_date', 'first_wins.first_won_date') }}
        end as ramp_days

    from assigned
    cross join begun
    left join reps on assigned.owner_key = reps.owner_key
    left join uses
        on
        assigned.training_name = uses.training_name
        and assigned.owner_key = uses.owner_key
    left join deals
        on
        assigned.training_name = deals.training_name
        and assigned.owner_key = deals.owner_key
    left join first_wins on assigned.owner_key = first_wins.owner_key

),

grouped as (

    {% for kind, member in groups.items() %}
        select
            '{{ kind }}' as group_kind,
            {{ member }} as group_value,
            measured.*

        from measured
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

summed as (

    select
        training_name,
        group_kind,
        group_value,
        count(*) as assigned_reps,
        count(trained_date) as trained_reps,
        cast(sum(assigned_trainings) as bigint) as assigned_trainings,
        cast(sum(completed_trainings) as bigint) as completed_trainings,
        cast(coalesce(sum(total_days_to_complete), 0) as bigint) as total_days_to_complete,
        cast(sum(scored_trainings) as bigint) as scored_trainings,
        cast(coalesce(sum(total_score), 0) as decimal(18, 4)) as total_score,
        count(*) filter (where content_uses > 0) as adopting_reps,
        cast(sum(content_uses) as bigint) as content_uses,
        cast(sum(content_deals) as bigint) as content_deals,
        cast(sum(deals_since) as bigint) as deals_since,
        count(ramp_days) as ramped_reps,
        cast(coalesce(sum(ramp_days), 0) as bigint) as total_ramp_days

    from grouped
    group by training_name, group_kind, group_value

),

rated as (

    select
        *,
        cast(completed_trainings as double) / assigned_trainings as completion_rate,
        cast(total_days_to_complete as double) / nullif(completed_trainings, 0)
            as average_days_to_complete,
        cast(total_score as double) / nullif(scored_trainings, 0) as average_score,
        cast(adopting_reps as double) / nullif(trained_reps, 0) as adoption_rate,
        cast(content_deals as double) / nullif(deals_since, 0) as content_deal_rate,
        cast(total_ramp_days as double) / nullif(ramped_reps, 0) as average_ramp_days

    from summed

)

select * from rated
