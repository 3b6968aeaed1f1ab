with

ledger as (

    select * from {{ ref('fct_attribution') }}

),

goals as (

    select * from {{ ref('fct_goals') }}
    where reached_at is not null

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

-- What is left of a deal after delivering it; a deal of nothing has the margin of its products.
deal_margins as (

    select
        opportunity_key,
        coalesce(
            cast(sum(margin_amount) as double)
            / nullif(cast(sum(reporting_amount) as double), 0),
            max(gross_margin_rate)
        ) as margin_rate

    from {{ ref('fct_opportunity_lines') }}
    group by opportunity_key

),

other_margins as (

    select max(gross_margin_rate) as margin_rate
    from {{ ref('gross_margins') }}
    where product_line = '*'

),

-- A goal that nobody touched has no other month than its own.
credits as (

    select
        ledger.attribution_model,
        ledger.attribution_scope,
        goals.goal_type,
        cast(date_trunc('month', coalesce(touchpoints.touch_date, goals.reached_date)) as date)
            as touch_month_start_date,
        cast(date_trunc('month', goals.reached_date) as date) as goal_month_start_date,
        coalesce(touchpoints.channel, '(no touch)') as channel,
        case
            when touchpoints.touchpoint_key is null then '(no touch)'
            else coalesce(touchpoints.campaign_key, '(no campaign)')
        end as campaign_key,
        case
            when touchpoints.touchpoint_key is null then '(no touch)'
            else coalesce(touchpoints.content_key, '(no content)')
        end as content_key,
        case
            when touchpoints.touchpoint_key is null then '(no touch)'
            else coalesce(touchpoints.owner_key, '(no rep)')
        end as owner_key,
        coalesce(deal_margins.margin_rate, other_margins.margin_rate, 1) as margin_rate,
        ledger.weight,
        ledger.credit_amount

    from ledger
    inner join goals on ledger.goal_key = goals.goal_key
    cross join other_margins
    left join touchpoints on ledger.touchpoint_key = touchpoints.touchpoint_key
    left join deal_margins on goals.opportunity_key = deal_margins.opportunity_key

),

summed as (

    select
        attribution_model,
        attribution_scope,
        goal_type,
        touch_month_start_date,
        goal_month_start_date,
        channel,
        campaign_key,
        content_key,
        owner_key,
        cast(sum(weight) as decimal(28, 18)) as credited_goals,
        cast(sum(credit_amount) as decimal(18, 6)) as credit_amount,
        cast(sum({{ share_of('credit_amount', 'margin_rate') }}) as decimal(18, 6))
            as margin_amount

    from credits
    group by
        attribution_model,
        attribution_scope,
        goal_type,
        touch_month_start_date,
        goal_month_start_date,
        channel,
        campaign_key,
        content_key,
        owner_key

)

select * from summed
