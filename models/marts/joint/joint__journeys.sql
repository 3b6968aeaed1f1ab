with

journeys as (

    select * from {{ ref('fct_journeys') }}
    where opportunity_key is not null

),

hand_offs as (

    select * from {{ ref('fct_hand_offs') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

described as (

    select
        journeys.opportunity_key,
        opportunities.opportunity_name,
        journeys.account_key,
        coalesce(accounts.account_name, '(not set)') as account_name,
        coalesce(accounts.size_class, '(not set)') as size_class,
        hand_offs.owner_key,
        journeys.journey_outcome,
        journeys.opportunity_type,
        opportunities.region,
        opportunities.close_date,
        journeys.first_side,
        journeys.first_channel,
        journeys.last_side,
        journeys.last_channel,
        journeys.channel_path,
        journeys.touches,
        journeys.marketing_touches,
        journeys.sales_touches,
        journeys.partner_touches,
        journeys.one_to_one_touches,
        journeys.one_to_many_touches,
        journeys.earlier_deal_touches,
        journeys.side_changes,
        journeys.channels,
        journeys.first_touch_at,
        journeys.previous_win_at,
        journeys.lead_at,
        journeys.mql_at,
        journeys.sal_at,
        journeys.first_sales_touch_at,
        hand_offs.hand_off_at,
        hand_offs.handed_off_by,
        hand_offs.is_handed_over,
        journeys.opportunity_at,
        journeys.closed_at,
        journeys.days_first_touch_to_close,
        journeys.days_first_sales_touch_to_close,
        journeys.days_created_to_close,
        cast(journeys.one_to_one_touches as double)
        / nullif(journeys.touches, 0) as one_to_one_rate,
        cast(journeys.one_to_many_touches as double)
        / nullif(journeys.touches, 0) as one_to_many_rate,
        cast(journeys.marketing_touches as double)
        / nullif(journeys.touches, 0) as marketing_touch_rate,
        journeys.reporting_amount

    from journeys
    inner join hand_offs on journeys.opportunity_key = hand_offs.opportunity_key
    inner join opportunities on journeys.opportunity_key = opportunities.opportunity_key
    left join accounts on journeys.account_key = accounts.account_key

)

select * from described
