with

opportunity_products as (

    select * from {{ ref('int_crm__opportunity_products') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

shared as (

    select
        opportunity_products.opportunity_line_key,
        opportunity_products.opportunity_key,
        opportunity_products.product_key,
        opportunity_products.quantity,
        opportunity_products.line_amount,
        opportunities.currency_code,
        opportunities.reporting_amount as deal_amount,
        sum(opportunity_products.deal_share) over earlier as share_up_to_here,
        opportunity_products.deal_share,
        row_number() over backwards as lines_to_go

    from opportunity_products
    inner join opportunities
        on opportunity_products.opportunity_key = opportunities.opportunity_key
    window
        earlier as (
            partition by opportunity_products.opportunity_key
            order by opportunity_products.opportunity_line_key
            rows between unbounded preceding and current row
        ),
        backwards as (
            partition by opportunity_products.opportunity_key
            order by opportunity_products.opportunity_line_key desc
        )

),

-- Rounding the running total instead of each part leaves no cent over.
rounded as (

    select
        *,
        cast(
            case
                when lines_to_go = 1 then deal_amount
                else cast(deal_amount as decimal(24, 2)) * cast(share_up_to_here as decimal(12, 10))
            end as decimal(18, 2)
        ) as amount_up_to_here

    from shared

),

allocated as (

    select
        opportunity_line_key,
        opportunity_key,
        product_key,
        quantity,
        line_amount,
        currency_code,
        cast(
            amount_up_to_here - coalesce(
                lag(amount_up_to_here) over (
                    partition by opportunity_key
                    order by opportunity_line_key
                ), 0
            ) as decimal(18, 2)
        ) as reporting_amount

    from rounded

)

select * from allocated
