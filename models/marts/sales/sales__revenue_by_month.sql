with

won as (

    select
        opportunity_key,
        account_key,
        coalesce(owner_key, '(no owner)') as owner_key,
        region,
        opportunity_type,
        close_date

    from {{ ref('fct_opportunities') }}
    where is_won and close_date is not null

),

lines as (

    select
        opportunity_key,
        opportunity_line_key,
        product_key,
        coalesce(reporting_amount, 0) as line_amount

    from {{ ref('fct_opportunity_lines') }}

),

splits as (

    select * from {{ ref('fct_opportunity_splits') }}
    where split_type = 'revenue'

),

products as (

    select * from {{ ref('dim_products') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

rep_months as (

    select * from {{ ref('dim_rep_months') }}

),

-- The deal itself counts for its owner, who may have given all credit away.
credits as (

    select
        opportunity_key,
        owner_key,
        credit_rate

    from splits

    union all

    select
        won.opportunity_key,
        won.owner_key,
        0 as credit_rate

    from won
    left join splits
        on
        won.opportunity_key = splits.opportunity_key
        and won.owner_key = splits.owner_key
    where splits.opportunity_key is null

),

summed_lines as (

    select
        *,
        cast(
            sum(line_amount) over (
                partition by opportunity_key
                order by opportunity_line_key
                rows between unbounded preceding and current row
            ) as decimal(18, 2)
        ) as amount_with_line,
        row_number() over (
            partition by opportunity_key
            order by line_amount desc, opportunity_line_key asc
        ) = 1 as is_dearest

    from lines

),

summed_credits as (

    select
        *,
        cast(
            sum(credit_rate) over (
                partition by opportunity_key
                order by owner_key
                rows between unbounded preceding and current row
            ) as decimal(9, 6)
        ) as rate_with_rep

    from credits

),

-- Rounding the running total both ways: the parts add up to each line of the deal and to each rep.
rounded as (

    select
        won.opportunity_key,
        won.account_key,
        won.region,
        won.opportunity_type,
        won.close_date,
        summed_lines.opportunity_line_key,
        summed_lines.product_key,
        summed_credits.owner_key,
        summed_lines.is_dearest and summed_credits.owner_key = won.owner_key as counts_the_deal,
        cast(
            summed_lines.amount_with_line * summed_credits.rate_with_rep as decimal(18, 2)
        ) as amount_so_far

    from won
    inner join summed_lines on won.opportunity_key = summed_lines.opportunity_key
    inner join summed_credits on won.opportunity_key = summed_credits.opportunity_key

),

of_rep as (

    select
        *,
        amount_so_far - coalesce(
            lag(amount_so_far) over (
                partition by opportunity_key, opportunity_line_key
                order by owner_key
            ), 0
        ) as rep_amount_so_far

    from rounded

),

parts as (

    select
        *,
        rep_amount_so_far - coalesce(
            lag(rep_amount_so_far) over (
                partition by opportunity_key, owner_key
                order by opportunity_line_key
            ), 0
        ) as revenue_amount

    from of_rep

),

described as (

    select
        cast(date_trunc('month', parts.close_date) as date) as month_start_date,
        parts.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(rep_months.team_name, '(not set)') as team_name,
        coalesce(rep_months.region, '(not set)') as rep_region,
        coalesce(rep_months.manager_key, '(not set)') as manager_key,
        coalesce(managers.rep_name, '(not set)') as manager_name,
        parts.region,
        coalesce(accounts.size_class, '(not set)') as segment,
        coalesce(products.product_line, '(not set)') as product_line,
        parts.opportunity_type,
        cast(count(*) filter (where parts.counts_the_deal) as bigint) as won_opportunities,
        cast(sum(parts.revenue_amount) as decimal(18, 2)) as revenue_amount

    from parts
    left join products on parts.product_key = products.product_key
    left join accounts on parts.account_key = accounts.account_key
    left join reps on parts.owner_key = reps.owner_key
    left join rep_months
        on
        parts.owner_key = rep_months.owner_key
        and {{ calendar_month('parts.close_date') }} = rep_months.month_start_date
        and parts.close_date between rep_months.first_date and rep_months.last_date
    left join reps as managers on rep_months.manager_key = managers.owner_key
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    having
        count(*) filter (where parts.counts_the_deal) != 0
        or sum(parts.revenue_amount) != 0

)

select * from described
