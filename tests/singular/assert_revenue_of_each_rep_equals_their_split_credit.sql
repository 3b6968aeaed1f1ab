-- Cut by product, segment and team, revenue is still what the splits give each rep.
{{ config(group='sales') }}

with

credited as (

    select
        splits.owner_key,
        cast(date_trunc('month', opportunities.close_date) as date) as month_start_date,
        sum(splits.reporting_amount) as credited_amount

    from {{ ref('fct_opportunity_splits') }} as splits
    inner join {{ ref('fct_opportunities') }} as opportunities
        on splits.opportunity_key = opportunities.opportunity_key
    where
        splits.split_type = 'revenue'
        and opportunities.is_won
        and opportunities.close_date is not null
    group by splits.owner_key, cast(date_trunc('month', opportunities.close_date) as date)

),

published as (

    select
        owner_key,
        month_start_date,
        sum(revenue_amount) as revenue_amount

    from {{ ref('sales__revenue_by_month') }}
    group by owner_key, month_start_date

)

select
    coalesce(credited.owner_key, published.owner_key) as owner_key,
    coalesce(credited.month_start_date, published.month_start_date) as month_start_date,
    credited.credited_amount,
    published.revenue_amount

from credited
full join published
    on
    credited.owner_key = published.owner_key
    and credited.month_start_date = published.month_start_date
where coalesce(credited.credited_amount, 0) != coalesce(published.revenue_amount, 0)
