with

hand_offs as (

    select * from {{ ref('fct_hand_offs') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

campaigns as (

    select * from {{ ref('dim_campaigns') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

described as (

    select
        hand_offs.opportunity_key,
        hand_offs.account_key,
        coalesce(accounts.account_name, '(not set)') as account_name,
        hand_offs.journey_outcome,
        hand_offs.opportunity_type,
        hand_offs.previous_win_at,
        hand_offs.first_touch_before_at,
        hand_offs.mql_at,
        hand_offs.sal_at,
        hand_offs.first_sales_touch_at,
        hand_offs.opportunity_at,
        hand_offs.hand_off_at,
        cast(date_trunc('month', hand_offs.hand_off_at) as date) as hand_off_month_start_date,
        hand_offs.closed_at,
        hand_offs.handed_off_by,
        hand_offs.is_handed_over,
        hand_offs.handed_over_by_side,
        hand_offs.last_channel_before,
        coalesce(campaigns.campaign_name, '(not set)') as last_campaign_before,
        hand_offs.first_sales_owner_key,
        coalesce(takers.rep_name, '(not set)') as first_sales_owner_name,
        hand_offs.owner_key,
        coalesce(owners.rep_name, '(not set)') as owner_name,
        hand_offs.first_sales_owner_key != '(no owner)'
        and hand_offs.first_sales_owner_key != hand_offs.owner_key as was_passed_on,
        hand_offs.marketing_touches_before,
        hand_offs.partner_touches_before,
        hand_offs.marketing_touches_after,
        hand_offs.sales_touches,
        hand_offs.handed_back_leads,
        hand_offs.days_before,
        hand_offs.days_idle,
        hand_offs.days_offered,
        hand_offs.days_after,
        hand_offs.reporting_amount

    from hand_offs
    left join accounts on hand_offs.account_key = accounts.account_key
    left join campaigns on hand_offs.last_campaign_key_before = campaigns.campaign_key
    left join reps as takers on hand_offs.first_sales_owner_key = takers.owner_key
    left join reps as owners on hand_offs.owner_key = owners.owner_key

)

select * from described
