-- The touches that the ledger would credit for the deal if it were won at its end, in their order.
with

journeys as (

    select * from {{ ref('int_funnel__journeys') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}
    where is_creditable

),

candidates as (

    select
        journeys.journey_key,
        touchpoints.*

    from journeys
    inner join touchpoints on journeys.account_key = touchpoints.account_key

    union all

    -- where there was no deal, what a person did for a company is in the company's journey
    select
        journeys.journey_key,
        touchpoints.*

    from journeys
    inner join touchpoints on journeys.lone_person_key = touchpoints.person_key
    where journeys.opportunity_key is not null or touchpoints.account_key is null

),

-- The touch that opens the lead or the deal still belongs to what came before.
placed as (

    select
        candidates.journey_key,
        journeys.opportunity_key,
        candidates.touchpoint_key,
        candidates.person_key,
        candidates.touch_type,
        candidates.channel,
        candidates.side,
        candidates.is_one_to_one,
        candidates.owner_key,
        candidates.campaign_key,
        candidates.touched_at,
        candidates.touch_priority,
        journeys.journey_outcome,
        case
            when journeys.opportunity_key is null then '(no deal)'
            when candidates.touched_at <= journeys.previous_win_at then 'earlier_deal'
            when candidates.touched_at <= journeys.lead_at then 'pre_lead'
            when candidates.touched_at <= journeys.opportunity_at then 'pre_opportunity'
            else 'open'
        end as phase

    from candidates
    inner join journeys on candidates.journey_key = journeys.journey_key
    where
        candidates.touched_at <= journeys.ends_at
        and (journeys.earliest_at is null or candidates.touched_at >= journeys.earliest_at)
        and (
            journeys.opportunity_key is null
            or candidates.opportunity_key is null
            or candidates.opportunity_key = journeys.opportunity_key
        )

),

steps as (

    select
        journey_key,
        cast(row_number() over in_order as integer) as step_number,
        opportunity_key,
        touchpoint_key,
        person_key,
        touch_type,
        channel,
        coalesce(lead(channel) over in_order, '(' || journey_outcome || ')') as next_channel,
        side,
        coalesce(lag(side) over in_order != side, false) as is_side_change,
        is_one_to_one,
        coalesce(owner_key, '(no owner)') as owner_key,
        campaign_key,
        phase,
        touched_at

    from placed
    window
        in_order as (
            partition by journey_key
            order by touched_at, touch_priority, touchpoint_key
        )

)

select * from steps
