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

-- What is left of a line after delivering it; a line of its own beats the star.
product_margins as (

    select
        products.product_key,
        margins.gross_margin_rate

    from {{ ref('dim_products') }} as products
    inner join {{ ref('gross_margins') }} as margins
        on lower(trim(products.product_line)) = lower(trim(margins.product_line))

),

other_margins as (

    select max(gross_margin_rate) as gross_margin_rate
    from {{ ref('gross_margins') }}
    where product_line = '*'

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

),

published as (

    select
        allocated.*,
        coalesce(product_margins.gross_margin_rate, other_margins.gross_margin_rate, 1)
            as gross_margin_rate,
        cast(
            cast(allocated.reporting_amount as double) * coalesce(
                product_margins.gross_margin_rate, other_margins.gross_margin_rate, 1
            ) as decimal(18, 2)
        ) as margin_amount

    from allocated
    cross join other_margins
    left join product_margins on allocated.product_key = product_margins.product_key

)

select * from published
