with

changes as (

    select * from {{ ref('fct_subscription_changes') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

deals as (

    select
        opportunity_key,
        sum(reporting_amount) as won_amount,
        sum(margin_amount) as margin_amount

    from {{ ref('fct_opportunity_lines') }}
    group by opportunity_key

),

won as (

    select * from {{ ref('fct_opportunities') }}
    where is_won

),

worth as (

    select
        changes.customer_key,
        count(*) as won_opportunities,
        sum(deals.won_amount) as won_amount,
        sum(deals.margin_amount) as margin_amount

    from changes
    inner join won on changes.opportunity_key = won.opportunity_key
    left join deals on changes.opportunity_key = deals.opportunity_key
    group by changes.customer_key

),

other_margins as (

    select max(gross_margin_rate) as gross_margin_rate
    from {{ ref('gross_margins') }}
    where product_line = '*'

),

acquired as (

    select
        changes.customer_key,
        changes.account_key,
        changes.was_customer_before,
        changes.change_date as first_date,
        changes.opportunity_key,
        sources.sourced_by,
        sources.source_channel

    from changes
    left join {{ ref('fct_opportunity_sources') }} as sources
        on changes.opportunity_key = sources.opportunity_key
    where changes.change_number = 1

),

-- Who was a customer before the first day was won by nobody we could name.
published as (

    select
        acquired.customer_key,
        acquired.account_key,
        coalesce(accounts.size_class, '(not set)') as size_class,
        acquired.was_customer_before,
        case when not acquired.was_customer_before then acquired.first_date end as acquired_date,
        case when not acquired.was_customer_before then acquired.opportunity_key end
            as first_opportunity_key,
        case
            when acquired.was_customer_before then '(before)'
            else coalesce(acquired.sourced_by, 'sales')
        end as sourced_by,
        case
            when acquired.was_customer_before then '(before)'
            else coalesce(acquired.source_channel, '(no touch)')
        end as source_channel,
        cast(coalesce(worth.won_opportunities, 0) as bigint) as won_opportunities,
        cast(coalesce(worth.won_amount, 0) as decimal(18, 2)) as won_amount,
        cast(coalesce(worth.margin_amount, 0) as decimal(18, 2)) as margin_amount,
        coalesce(
            case
                when worth.won_amount > 0 and worth.margin_amount >= 0
                    then cast(worth.margin_amount as double) / cast(worth.won_amount as double)
            end,
            other_margins.gross_margin_rate,
            1
        ) as gross_margin_rate

    from acquired
    cross join other_margins
    left join accounts on acquired.account_key = accounts.account_key
    left join worth on acquired.customer_key = worth.customer_key

)

select * from published
