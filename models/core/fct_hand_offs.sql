-- A deal is handed over when sales takes over: by accepting its lead, by a first step towards the
-- buyer or by opening the deal, whichever is first. What the company bought before is over by then.
with

journeys as (

    select
        *,
        least(sal_at, first_sales_touch_at, opportunity_at) as hand_off_at,
        coalesce(closed_at, {{ end_of_day(as_of()) }}) as ends_at

    from {{ ref('fct_journeys') }}
    where opportunity_key is not null

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

steps as (

    select
        steps.*,
        journeys.hand_off_at,
        coalesce(steps.touched_at <= journeys.hand_off_at, false)
        and steps.side != 'sales' as is_before

    from {{ ref('fct_journey_steps') }} as steps
    inner join journeys on steps.journey_key = journeys.journey_key
    where steps.phase != 'earlier_deal'

),

totals as (

    select
        journey_key,
        count(*) filter (where is_before and side = 'marketing') as marketing_touches_before,
        count(*) filter (where is_before and side = 'partner') as partner_touches_before,
        count(*) filter (where not is_before and side = 'marketing') as marketing_touches_after,
        count(*) filter (where not is_before and side = 'sales') as sales_touches_after,
        min(touched_at) filter (where is_before) as first_touch_before_at,
        max(touched_at) filter (where is_before) as last_touch_before_at

    from steps
    group by journey_key

),

givers as (

    select
        journey_key,
        side,
        channel,
        campaign_key

    from steps
    where is_before
    qualify row_number() over (partition by journey_key order by step_number desc) = 1

),

takers as (

    select
        journey_key,
        owner_key

    from steps
    where side = 'sales' and owner_key != '(no owner)'
    qualify row_number() over (partition by journey_key order by step_number) = 1

),

-- Leads of the company that sales gave back to marketing on the way.
hand_backs as (

    select
        journeys.journey_key,
        count(*) as handed_back_leads

    from journeys
    inner join {{ ref('fct_leads') }} as leads
        on
        journeys.account_key = leads.account_key
        and journeys.ends_at >= leads.rejected_at
        and (journeys.previous_win_at is null or journeys.previous_win_at < leads.rejected_at)
    group by journeys.journey_key

),

described as (

    select
        journeys.opportunity_key,
        journeys.account_key,
        journeys.journey_outcome,
        journeys.opportunity_type,
        journeys.previous_win_at,
        journeys.mql_at,
        journeys.sal_at,
        journeys.first_sales_touch_at,
        journeys.opportunity_at,
        journeys.closed_at,
        journeys.hand_off_at,
        case journeys.hand_off_at
            when journeys.sal_at then 'sal'
            when journeys.first_sales_touch_at then 'first_sales_touch'
            when journeys.opportunity_at then 'opportunity'
            else '(unknown)'
        end as handed_off_by,
        givers.journey_key is not null as is_handed_over,
        coalesce(givers.side, '(none)') as handed_over_by_side,
        coalesce(givers.channel, '(none)') as last_channel_before,
        givers.campaign_key as last_campaign_key_before,
        coalesce(takers.owner_key, '(no owner)') as first_sales_owner_key,
        coalesce(opportunities.owner_key, '(no owner)') as owner_key,
        cast(coalesce(totals.marketing_touches_before, 0) as bigint) as marketing_touches_before,
        cast(coalesce(totals.partner_touches_before, 0) as bigint) as partner_touches_before,
        cast(coalesce(totals.marketing_touches_after, 0) as bigint) as marketing_touches_after,
        cast(coalesce(totals.sales_touches_after, 0) as bigint) as sales_touches,
        cast(coalesce(hand_backs.handed_back_leads, 0) as bigint) as handed_back_leads,
        totals.first_touch_before_at,
        {{ days_between('totals.first_touch_before_at', 'journeys.hand_off_at') }} as days_before,
        {{ days_between('totals.last_touch_before_at', 'journeys.hand_off_at') }} as days_idle,
        {{ days_between('journeys.mql_at', 'journeys.hand_off_at') }} as days_offered,
        {{ days_between('journeys.hand_off_at', 'journeys.closed_at') }} as days_after,
        journeys.reporting_amount

    from journeys
    inner join opportunities on journeys.opportunity_key = opportunities.opportunity_key
    left join totals on journeys.journey_key = totals.journey_key
    left join givers on journeys.journey_key = givers.journey_key
    left join takers on journeys.journey_key = takers.journey_key
    left join hand_backs on journeys.journey_key = hand_backs.journey_key

)

select * from described
