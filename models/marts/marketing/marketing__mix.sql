with

products as (

    select * from {{ ref('dim_products') }}

),

won as (

    select
        opportunity_key,
        coalesce(region, '(not set)') as region,
        coalesce(reporting_amount, 0) as revenue_amount,
        cast(date_trunc('month', close_date) as date) as month_start_date

    from {{ ref('fct_opportunities') }}
    where is_won and close_date is not null

),

lines as (

    select
        won.month_start_date,
        won.opportunity_key,
        coalesce(products.product_line, '(not set)') as product_line,
        coalesce(opportunity_lines.reporting_amount, 0) as revenue_amount

    from won
    inner join {{ ref('fct_opportunity_lines') }} as opportunity_lines
        on won.opportunity_key = opportunity_lines.opportunity_key
    left join products on opportunity_lines.product_key = products.product_key

),

-- The price of a deal is that of the offer that was accepted; where none says so, of the last one.
quotes as (

    select
        opportunity_key,
        discount_rate,
        reporting_amount as quoted_amount,
        cast(
            cast(reporting_amount as double) * cast(list_amount as double)
            / nullif(cast(amount as double), 0) as decimal(18, 2)
        ) as list_amount

    from {{ ref('fct_quotes') }}
    where opportunity_key is not null and discount_rate is not null
    qualify
        row_number() over (
            partition by opportunity_key
            order by
                case when quote_status = 'accepted' then 0 else 1 end,
                version_number desc,
                quote_key asc
        ) = 1

),

deals as (

    select
        won.*,
        case when quotes.list_amount is not null then quotes.quoted_amount end as quoted_amount,
        quotes.list_amount,
        case
            when quotes.discount_rate is null then '(no list price)'
            when quotes.discount_rate <= 0 then 'list price'
            when quotes.discount_rate <= 0.1 then 'up to 10% off'
            when quotes.discount_rate <= 0.2 then 'up to 20% off'
            else 'more than 20% off'
        end as price_band

    from won
    left join quotes on won.opportunity_key = quotes.opportunity_key

),

entries as (

    select
        month_start_date,
        'product' as mix_element,
        product_line as mix_value,
        opportunity_key,
        revenue_amount,
        cast(null as decimal(18, 2)) as list_amount,
        cast(null as decimal(18, 2)) as quoted_amount,
        cast(null as decimal(18, 6)) as spend

    from lines

    union all

    {% for element, column in {'price': 'price_band', 'place': 'region'}.items() %}
        select
            month_start_date,
            '{{ element }}' as mix_element,
            {{ column }} as mix_value,
            opportunity_key,
            revenue_amount,
            list_amount,
            quoted_amount,
            cast(null as decimal(18, 6)) as spend

        from deals

        union all
    {% endfor %}

    select
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        'promotion' as mix_element,
        channel as mix_value,
        cast(null as varchar) as opportunity_key,
        cast(null as decimal(18, 2)) as revenue_amount,
        cast(null as decimal(18, 2)) as list_amount,
        cast(null as decimal(18, 2)) as quoted_amount,
        reporting_spend as spend

    from {{ ref('fct_ad_performance') }}

),

mixed as (

    select
        month_start_date,
        mix_element,
        mix_value,
        count(distinct opportunity_key) as won_opportunities,
        cast(coalesce(sum(revenue_amount), 0) as decimal(18, 2)) as revenue_amount,
        cast(coalesce(sum(list_amount), 0) as decimal(18, 2)) as list_amount,
        cast(
            coalesce(sum(list_amount), 0) - coalesce(sum(quoted_amount), 0) as decimal(18, 2)
        ) as discount_amount,
        cast(coalesce(sum(spend), 0) as decimal(18, 6)) as spend

    from entries
    group by month_start_date, mix_element, mix_value

),

totalled as (

    select
        *,
        cast(
            sum(revenue_amount) over (partition by month_start_date, mix_element)
            as decimal(18, 2)
        ) as element_revenue_amount,
        cast(
            sum(spend) over (partition by month_start_date, mix_element) as decimal(18, 6)
        ) as element_spend

    from mixed

),

rated as (

    select
        *,
        cast(discount_amount as double) / nullif(list_amount, 0) as discount_rate,
        cast(revenue_amount as double) / nullif(element_revenue_amount, 0) as revenue_rate,
        cast(spend as double) / nullif(element_spend, 0) as spend_rate

    from totalled

)

select * from rated
