with

journeys as (

    select * from {{ ref('int_funnel__journeys') }}

),

steps as (

    select * from {{ ref('fct_journey_steps') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

milestones as (

    select * from {{ ref('fct_deal_milestones') }}

),

totals as (

    select
        journey_key,
        count(*) as touches,
        count(*) filter (where side = 'marketing') as marketing_touches,
        count(*) filter (where side = 'sales') as sales_touches,
        count(*) filter (where side = 'partner') as partner_touches,
        count(*) filter (where is_one_to_one) as one_to_one_touches,
        count(*) filter (where phase = 'earlier_deal') as earlier_deal_touches,
        count(*) filter (where is_side_change) as side_changes,
        count(distinct channel) as channels,
        min(touched_at) as first_touch_at,
        max(touched_at) as last_touch_at,
        min(touched_at) filter (where side = 'marketing') as first_marketing_touch_at,
        min(touched_at) filter (where is_one_to_one) as first_one_to_one_touch_at

    from steps
    group by journey_key

),

-- Each channel once, in the order in which they came in.
first_visits as (

    select
        journey_key,
        channel,
        min(step_number) as step_number

    from steps
    group by journey_key, channel

),

paths as (

    select
        journey_key,
        {{ dbt.listagg('channel', "' > '", 'order by step_number') }} as channel_path

    from first_visits
    group by journey_key

),

ends as (

    select
        journey_key,
        max(channel) filter (where step_number = 1) as first_channel,
        max(side) filter (where step_number = 1) as first_side,
        max(channel) filter (where next_channel like '(%)') as last_channel,
        max(side) filter (where next_channel like '(%)') as last_side

    from steps
    where step_number = 1 or next_channel like '(%)'
    group by journey_key

),

described as (

    select
        journeys.journey_key,
        journeys.opportunity_key,
        journeys.account_key,
        journeys.lone_person_key as person_key,
        journeys.journey_outcome,
        coalesce(opportunities.opportunity_type, '(no deal)') as opportunity_type,
        cast(coalesce(totals.touches, 0) as bigint) as touches,
        cast(coalesce(totals.marketing_touches, 0) as bigint) as marketing_touches,
        cast(coalesce(totals.sales_touches, 0) as bigint) as sales_touches,
        cast(coalesce(totals.partner_touches, 0) as bigint) as partner_touches,
        cast(coalesce(totals.one_to_one_touches, 0) as bigint) as one_to_one_touches,
        cast(coalesce(totals.touches - totals.one_to_one_touches, 0) as bigint)
            as one_to_many_touches,
        cast(coalesce(totals.earlier_deal_touches, 0) as bigint) as earlier_deal_touches,
        cast(coalesce(totals.side_changes, 0) as bigint) as side_changes,
        cast(coalesce(totals.channels, 0) as bigint) as channels,
        coalesce(paths.channel_path, '(no touch)') as channel_path,
        coalesce(ends.first_channel, '(no touch)') as first_channel,
        coalesce(ends.first_side, '(no touch)') as first_side,
        coalesce(ends.last_channel, '(no touch)') as last_channel,
        coalesce(ends.last_side, '(no touch)') as last_side,
        totals.first_touch_at,
        totals.first_marketing_touch_at,
        totals.first_one_to_one_touch_at,
        totals.last_touch_at,
        journeys.previous_win_at,
        journeys.lead_at,
        journeys.mql_at,
        journeys.sal_at,
        milestones.first_sales_touch_at,
        journeys.opportunity_at,
        journeys.closed_at,
        milestones.days_first_touch_to_close,
        milestones.days_first_sales_touch_to_close,
        opportunities.days_to_close as days_created_to_close,
        coalesce(opportunities.reporting_amount, 0) as reporting_amount

    from journeys
    left join totals on journeys.journey_key = totals.journey_key
    left join paths on journeys.journey_key = paths.journey_key
    left join ends on journeys.journey_key = ends.journey_key
    left join opportunities on journeys.opportunity_key = opportunities.opportunity_key
    left join milestones on journeys.opportunity_key = milestones.opportunity_key

)

select * from described
