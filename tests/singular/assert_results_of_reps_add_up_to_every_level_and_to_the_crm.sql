-- Whoever changed team, region or manager, and whatever calendar makes the periods: reps, teams,
-- managers, regions and the company won the same in all of them, and as much as the CRM says.
{{ config(group='sales') }}

with

crm as (

    select
        cast(count(*) as decimal(18, 2)) as won_opportunities,
        coalesce(sum(reporting_amount), 0) as won_amount

    from {{ ref('fct_opportunities') }}
    where is_won and close_date is not null

),

levels as (

    select distinct
        member_level,
        period_type

    from {{ ref('bridge_rep_periods') }}

),

attained as (

    select
        member_level,
        period_type,
        coalesce(sum(actual_amount) filter (where measure = 'deals'), 0) as won_opportunities,
        coalesce(sum(actual_amount) filter (where measure = 'revenue'), 0) as won_amount

    from {{ ref('sales__quota_attainment') }}
    group by member_level, period_type

),

scored as (

    select
        member_level,
        period_type,
        sum(won_opportunities) as won_opportunities,
        sum(won_amount) as won_amount,
        sum(credited_amount) as credited_amount

    from {{ ref('sales__scorecard') }}
    group by member_level, period_type

)

select
    levels.*,
    crm.*,
    attained.won_opportunities as attained_opportunities,
    attained.won_amount as attained_amount,
    scored.won_opportunities as scored_opportunities,
    scored.won_amount as scored_amount,
    scored.credited_amount

from levels
cross join crm
left join attained
    on
    levels.member_level = attained.member_level
    and levels.period_type = attained.period_type
left join scored
    on
    levels.member_level = scored.member_level
    and levels.period_type = scored.period_type
where
    coalesce(attained.won_opportunities, 0) != crm.won_opportunities
    or coalesce(attained.won_amount, 0) != crm.won_amount
    or coalesce(scored.won_opportunities, 0) != crm.won_opportunities
    or coalesce(scored.won_amount, 0) != crm.won_amount
    or coalesce(scored.credited_amount, 0) != crm.won_amount
