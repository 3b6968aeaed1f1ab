{%- set reasons = [
    'probability', 'value', 'closes_this_month', 'closes_this_quarter', 'bant', 'stalled',
    'overdue', 'missing_fact'
] -%}

with

deals as (

    select
        *,
        cume_dist() over (order by coalesce(reporting_amount, 0)) as value_place

    from {{ ref('fct_open_opportunities') }}

),

points as (

    select
        {% for reason in reasons %}
            coalesce(max(points) filter (where reason = '{{ reason }}'), 0) as {{ reason }},
        {% endfor %}
        count(*) as reasons

    from {{ ref('priority_points') }}
    where list_name = 'deals'

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

companies as (

    select * from {{ ref('dim_accounts') }}

),

judged as (

    select
        deals.*,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        coalesce(companies.account_name, '(not set)') as account_name,
        cast(deals.reporting_amount * deals.probability as decimal(18, 2)) as expected_amount,
        cast(coalesce(deals.probability, 0) * points.probability as decimal(9, 2))
            as probability_points,
        cast(deals.value_place * points.value as decimal(9, 2)) as value_points,
        cast(
            case
                when deals.is_overdue then 0
                when deals.is_closing_this_month then points.closes_this_month
                when
                    deals.is_closing_this_quarter
                    or {{ days_between(as_of(), 'deals.close_date') }} <= 30
                    then points.closes_this_quarter
                else 0
            end as decimal(9, 2)
        ) as timing_points,
        cast(deals.bant_known * points.bant as decimal(9, 2)) as qualification_points,
        cast(case when deals.is_stalled then points.stalled else 0 end as decimal(9, 2))
            as stalled_points,
        cast(case when deals.is_overdue then points.overdue else 0 end as decimal(9, 2))
            as overdue_points,
        cast(deals.missing_facts * points.missing_fact as decimal(9, 2)) as missing_fact_points

    from deals
    cross join points
    left join reps on deals.owner_key = reps.owner_key
    left join companies on deals.account_key = companies.account_key

),

scored as (

    select
        *,
        cast(
            probability_points + value_points + timing_points + qualification_points
            + stalled_points + overdue_points + missing_fact_points
            as decimal(9, 2)
        ) as priority_score

    from judged

),

ranked as (

    select
        *,
        row_number() over (
            order by priority_score desc, expected_amount desc nulls last, opportunity_key asc
        ) as overall_rank,
        row_number() over (
            partition by owner_key
            order by priority_score desc, expected_amount desc nulls last, opportunity_key asc
        ) as rank_of_owner

    from scored

),

published as (

    select
        opportunity_key,
        opportunity_name,
        account_name,
        owner_key,
        rep_name,
        team_name,
        opportunity_type,
        stage,
        cast(overall_rank as bigint) as priority_rank,
        cast(rank_of_owner as bigint) as owner_priority_rank,
        priority_score,
        probability_points,
        value_points,
        timing_points,
        qualification_points,
        stalled_points,
        overdue_points,
        missing_fact_points,
        reporting_amount,
        probability,
        probability_won_opportunities,
        probability_opportunities,
        expected_amount,
        close_date,
        is_closing_this_month,
        is_closing_this_quarter,
        is_overdue,
        days_in_stage,
        p75_won_days,
        is_stalled,
        coalesce(
            next_step,
            case
                when next_activity_at is not null then '(activity is planned)'
                when is_overdue then '(agree on a new close date)'
                when contacts = 0 then '(find out who decides)'
                else '(agree on a next step)'
            end
        ) as next_step,
        next_activity_at,
        last_activity_at,
        days_since_activity,
        bant_known,
        missing_facts

    from ranked

)

select * from published
