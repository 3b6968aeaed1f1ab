-- Every touch that may have had a part in a deal: from the lookback of new deals before it was
-- opened up to its end, or today. What was done for one deal does not count for another.
with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

lookbacks as (

    select max(lookback_days) as lookback_days
    from {{ ref('goal_types') }}
    where goal_type = 'opportunity_created'

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}
    where is_creditable

),

goals as (

    select * from {{ ref('fct_goals') }}
    where goal_type = 'opportunity_created'

),

-- As in the ledger: a person without a company is a company of one.
deals as (

    select
        opportunities.opportunity_key,
        coalesce(goals.account_key, opportunities.account_key) as account_key,
        case
            when coalesce(goals.account_key, opportunities.account_key) is null
                then goals.person_key
        end as lone_person_key,
        coalesce(opportunities.created_at, opportunities.closed_at) as opened_at,
        coalesce(opportunities.closed_at, {{ end_of_day(as_of()) }}) as ended_at,
        {{ dbt.dateadd(
            'day', '-lookbacks.lookback_days',
            'coalesce(opportunities.created_at, opportunities.closed_at)'
        ) }} as earliest_at

    from opportunities
    cross join lookbacks
    left join goals on opportunities.opportunity_key = goals.opportunity_key

),

candidates as (

    select
        deals.opportunity_key as deal_key,
        deals.opened_at,
        deals.ended_at,
        deals.earliest_at,
        touchpoints.*

    from deals
    inner join touchpoints on deals.account_key = touchpoints.account_key

    union all

    select
        deals.opportunity_key as deal_key,
        deals.opened_at,
        deals.ended_at,
        deals.earliest_at,
        touchpoints.*

    from deals
    inner join touchpoints on deals.lone_person_key = touchpoints.person_key

),

deal_touches as (

    select
        deal_key,
        touchpoint_key,
        side,
        channel,
        touch_priority,
        touched_at,
        touched_at <= opened_at as was_before_the_deal

    from candidates
    where
        touched_at <= ended_at
        and (earliest_at is null or touched_at >= earliest_at)
        and (opportunity_key is null or opportunity_key = deal_key)

)

select * from deal_touches
