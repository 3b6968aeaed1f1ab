-- Journeys of deals are the deals of the CRM, those of won deals have the touches that the ledger
-- credits, what enters a channel leaves it, each journey begins and ends once, and no path is lost.
{{ config(group='joint') }}

with

journeys as (

    select * from {{ ref('joint__journeys') }}

),

deals as (

    select
        opportunity_key,
        is_won,
        coalesce(reporting_amount, 0) as reporting_amount

    from {{ ref('fct_opportunities') }}

),

not_the_deals as (

    select
        'deal ' || coalesce(deals.opportunity_key, journeys.opportunity_key) as what,
        cast(deals.reporting_amount as double) as expected,
        cast(journeys.reporting_amount as double) as found

    from deals
    full outer join journeys on deals.opportunity_key = journeys.opportunity_key
    where
        deals.opportunity_key is null
        or journeys.opportunity_key is null
        or deals.is_won != (journeys.journey_outcome = 'won')
        or deals.reporting_amount != journeys.reporting_amount

),

credited as (

    select
        goals.opportunity_key,
        count(attribution.touchpoint_key) filter (
            where attribution.touchpoint_key not like '(%'
        ) as touches

    from {{ ref('fct_goals') }} as goals
    inner join {{ ref('fct_attribution') }} as attribution on goals.goal_key = attribution.goal_key
    where
        goals.goal_type = 'won'
        and attribution.attribution_scope = 'account'
        and attribution.attribution_model = 'linear'
    group by goals.opportunity_key

),

not_the_ledger as (

    select
        'touches of ' || credited.opportunity_key as what,
        credited.touches as expected,
        journeys.touches as found

    from credited
    inner join journeys on credited.opportunity_key = journeys.opportunity_key
    where credited.touches != journeys.touches

),

transitions as (

    select * from {{ ref('joint__channel_transitions') }}

),

entered as (

    select
        to_channel as channel,
        sum(transitions) as visits

    from transitions
    where not is_end
    group by to_channel

),

left_again as (

    select
        from_channel as channel,
        sum(transitions) as visits,
        sum(transition_rate) as rates

    from transitions
    where from_channel != '(start)'
    group by from_channel

),

touched as (

    select
        channel,
        count(*) as visits

    from {{ ref('fct_journey_steps') }}
    group by channel

),

leaking as (

    select
        'visits to ' || touched.channel as what,
        touched.visits as expected,
        left_again.visits as found

    from touched
    left join entered on touched.channel = entered.channel
    left join left_again on touched.channel = left_again.channel
    where
        coalesce(entered.visits, 0) != touched.visits
        or coalesce(left_again.visits, 0) != touched.visits
        or abs(left_again.rates - 1) > 0.000001

),

outcomes as (

    select
        journey_outcome,
        count(*) as journeys

    from {{ ref('fct_journeys') }}
    group by journey_outcome

),

ended as (

    select
        to_channel,
        sum(transitions) as journeys

    from transitions
    where is_end
    group by to_channel

),

not_ended as (

    select
        'journeys that are ' || outcomes.journey_outcome as what,
        outcomes.journeys as expected,
        ended.journeys as found

    from outcomes
    left join ended on '(' || outcomes.journey_outcome || ')' = ended.to_channel
    where coalesce(ended.journeys, 0) != outcomes.journeys

),

goals as (

    select
        goal_type,
        count(*) as converted,
        cast(sum(goal_value) as decimal(18, 2)) as goal_value

    from {{ ref('fct_goals') }}
    where refunded_goal_key is null
    group by goal_type

),

converted as (

    select
        goal_type,
        path_kind,
        sum(converted) as converted,
        sum(goal_value) as goal_value

    from {{ ref('joint__top_paths') }}
    group by goal_type, path_kind

),

lost_paths as (

    select
        goals.goal_type || ' by ' || coalesce(converted.path_kind, '?') as what,
        goals.converted as expected,
        converted.converted as found

    from goals
    left join converted on goals.goal_type = converted.goal_type
    where
        converted.converted is null
        or converted.converted != goals.converted
        or abs(converted.goal_value - goals.goal_value) > 1

)

select * from not_the_deals
union all
select * from not_the_ledger
union all
select * from leaking
union all
select * from not_ended
union all
select * from lost_paths
