with

closed as (

    select
        *,
        cast(date_trunc('month', close_date) as date) as month_start_date,
        case when is_won then 'won' else 'lost' end as outcome

    from {{ ref('fct_opportunities') }}
    where is_closed and close_date is not null

),

companies as (

    select * from {{ ref('dim_accounts') }}

),

lead_sources as (

    select * from {{ ref('lead_sources') }}

),

placed as (

    select
        closed.*,
        coalesce(companies.size_class, '(not set)') as size_class,
        coalesce(lead_sources.lead_source_type, 'other') as lead_source_type

    from closed
    left join companies on closed.account_key = companies.account_key
    left join lead_sources on lower(trim(closed.lead_source)) = lead_sources.source_name

),

counted as (

    select
        month_start_date,
        outcome,
        case when outcome = 'won' then '(won)' else loss_reason end as loss_reason,
        competitor,
        lead_source,
        lead_source_type,
        opportunity_type,
        size_class,
        cast(count(*) as bigint) as opportunities,
        cast(count(*) filter (where is_won) as bigint) as won_opportunities,
        cast(count(*) filter (where is_lost) as bigint) as lost_opportunities,
        cast(count(reporting_amount) as bigint) as opportunities_with_amount,
        cast(coalesce(sum(reporting_amount) filter (where is_won), 0) as decimal(18, 2))
            as won_amount,
        cast(coalesce(sum(reporting_amount) filter (where is_lost), 0) as decimal(18, 2))
            as lost_amount,
        cast(coalesce(sum(days_to_close), 0) as bigint) as days_to_close

    from placed
    group by 1, 2, 3, 4, 5, 6, 7, 8

)

select * from counted
