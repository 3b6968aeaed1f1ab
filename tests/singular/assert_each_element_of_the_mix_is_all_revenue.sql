-- Products, prices and places split the same money, that of the deals won in the month.
{{ config(group='marketing') }}

with

won as (

    select
        cast(date_trunc('month', close_date) as date) as month_start_date,
        coalesce(sum(reporting_amount), 0) as revenue_amount

    from {{ ref('fct_opportunities') }}
    where is_won and close_date is not null
    group by cast(date_trunc('month', close_date) as date)

),

mix as (

    select
        month_start_date,
        sum(revenue_amount) filter (where mix_element = 'product') as product_amount,
        sum(revenue_amount) filter (where mix_element = 'price') as price_amount,
        sum(revenue_amount) filter (where mix_element = 'place') as place_amount

    from {{ ref('marketing__mix') }}
    where mix_element != 'promotion'
    group by month_start_date

)

select
    coalesce(won.month_start_date, mix.month_start_date) as month_start_date,
    won.revenue_amount,
    mix.product_amount,
    mix.price_amount,
    mix.place_amount

from won
full join mix on won.month_start_date = mix.month_start_date
where
    won.revenue_amount is distinct from mix.product_amount
    or won.revenue_amount is distinct from mix.price_amount
    or won.revenue_amount is distinct from mix.place_amount
