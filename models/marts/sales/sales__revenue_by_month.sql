with

won as (

    select * from {{ ref('fct_opportunities') }}
    where is_won and close_date is not null

),

lines as (

    select * from {{ ref('fct_opportunity_lines') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

-- A deal with several products brings revenue to each, but is one deal: its dearest line counts it.
parts as (

    select
        cast(date_trunc('month', won.close_date) as date) as month_start_date,
        coalesce(won.owner_key, '(no owner)') as owner_key,
        won.region,
        coalesce(products.product_line, '(not set)') as product_line,
        won.opportunity_type,
        lines.reporting_amount,
        row_number() over (
            partition by won.opportunity_key
            order by lines.reporting_amount desc nulls last, lines.opportunity_line_key asc
        ) = 1 as counts_the_deal

    from won
    inner join lines on won.opportunity_key = lines.opportunity_key
    left join products on lines.product_key = products.product_key

),

revenue as (

    select
        month_start_date,
        owner_key,
        region,
        product_line,
        opportunity_type,
        count(*) filter (where counts_the_deal) as won_opportunities,
        coalesce(sum(reporting_amount), 0) as revenue_amount

    from parts
    group by 1, 2, 3, 4, 5

),

described as (

    select
        revenue.month_start_date,
        revenue.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        revenue.region,
        revenue.product_line,
        revenue.opportunity_type,
        cast(revenue.won_opportunities as bigint) as won_opportunities,
        cast(revenue.revenue_amount as decimal(18, 2)) as revenue_amount

    from revenue
    left join reps on revenue.owner_key = reps.owner_key

)

select * from described
