with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

touches as (

    select * from {{ ref('fct_touchpoints') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

new_deals as (

    select
        *,
        least(coalesce(closed_at, {{ end_of_day(as_of()) }}), {{ end_of_day(as_of()) }})
            as decided_at

    from opportunities
    where
        opportunity_type = 'new_business'
        and coalesce(reporting_amount >= 0, true)

),

-- What led to the deal before belongs to that one.
deals_before as (

    select
        new_deals.opportunity_key,
        max(opportunities.closed_at) as closed_at

    from new_deals
    inner join opportunities
        on
        new_deals.account_key = opportunities.account_key
        and new_deals.opportunity_key != opportunities.opportunity_key
        and new_deals.created_at >= opportunities.closed_at
    group by new_deals.opportunity_key

),

windows as (

    select
        new_deals.opportunity_key,
        new_deals.account_key,
        greatest(
            new_deals.created_at - interval {{ var('warm_up_days') }} day,
            coalesce(
                deals_before.closed_at,
                new_deals.created_at - interval {{ var('warm_up_days') }} day
            )
        ) as looked_from_at,
        new_deals.decided_at

    from new_deals
    left join deals_before on new_deals.opportunity_key = deals_before.opportunity_key

),

-- A message nobody answered and a call nobody took are no contact; whom a customer sent came
-- without us.
sales_touches as (

    select
        windows.opportunity_key,
        min(touches.touched_at) as first_sales_touch_at

    from windows
    inner join touches
        on
        windows.account_key = touches.account_key
        and windows.looked_from_at <= touches.touched_at
        and windows.decided_at > touches.touched_at
    where
        touches.side = 'sales'
        and touches.touch_type != 'customer_referral'
        and (touches.is_creditable or touches.not_creditable_reason = 'kind earns no credit')
    group by windows.opportunity_key

),

-- Only what came before sales did. A typed address is the buyer's own doing.
marketing_touches as (

    select
        windows.opportunity_key,
        min(touches.touched_at) as first_marketing_touch_at,
        count(
            distinct coalesce(touches.person_key, touches.touchpoint_key)
            || cast(touches.touch_date as varchar)
        ) as marketing_touches

    from windows
    inner join sales_touches on windows.opportunity_key = sales_touches.opportunity_key
    inner join touches
        on
        windows.account_key = touches.account_key
        and windows.looked_from_at <= touches.touched_at
        and sales_touches.first_sales_touch_at > touches.touched_at
    where
        touches.side = 'marketing'
        and touches.touch_type != 'direct_session'
        and touches.is_creditable
    group by windows.opportunity_key

),

described as (

    select
        new_deals.opportunity_key,
        new_deals.account_key,
        coalesce(accounts.industry, '(not set)') as segment,
        coalesce(accounts.size_class, '(not set)') as size_class,
        new_deals.created_at,
        new_deals.closed_at,
        new_deals.is_won or new_deals.is_lost as is_decided,
        new_deals.is_won,
        new_deals.days_to_close as cycle_days,
        new_deals.reporting_amount,
        sales_touches.first_sales_touch_at,
        marketing_touches.first_marketing_touch_at,
        case
            when sales_touches.opportunity_key is not null
                then cast(coalesce(marketing_touches.marketing_touches, 0) as bigint)
        end as marketing_touches

    from new_deals
    left join accounts on new_deals.account_key = accounts.account_key
    left join sales_touches on new_deals.opportunity_key = sales_touches.opportunity_key
    left join marketing_touches
        on new_deals.opportunity_key = marketing_touches.opportunity_key

),

published as (

    select
        opportunity_key,
        account_key,
        segment,
        size_class,
        created_at,
        closed_at,
        is_decided,
        is_won,
        cycle_days,
        reporting_amount,
        first_sales_touch_at,
        first_marketing_touch_at,
        marketing_touches,
        marketing_touches >= {{ var('warm_up_touches') }} as is_warm,
        case
            when marketing_touches is null then 'no sales touch'
            when marketing_touches >= {{ var('warm_up_touches') }} then 'warm'
            else 'cold'
        end as warm_up_group

    from described

)

select * from published
