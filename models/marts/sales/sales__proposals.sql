with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

-- A status set before its time was entered gives no days; an offer that a later one replaced was
-- not what the buyer decided on.
quotes as (

    select
        quotes.*,
        cast(date_trunc('month', quotes.created_at) as date) as month_start_date,
        coalesce(opportunities.opportunity_type, 'other') as opportunity_type,
        case when quotes.days_to_send >= 0 then quotes.days_to_send end as known_days_to_send,
        case when quotes.days_in_legal >= 0 then quotes.days_in_legal end as known_days_in_legal,
        case
            when quotes.is_last_version and quotes.days_to_decide >= 0 then quotes.days_to_decide
        end as known_days_to_decide,

        -- in the reporting currency at the rate of the quote, which amount / reporting_amount is
        case
            when quotes.list_amount > 0 and quotes.amount > 0
                then
                    cast(quotes.list_amount as double) / cast(quotes.amount as double)
                    * cast(quotes.reporting_amount as double)
        end as list_reporting_amount

    from {{ ref('fct_quotes') }} as quotes
    left join opportunities on quotes.opportunity_key = opportunities.opportunity_key
    where quotes.created_at is not null

),

counted as (

    select
        month_start_date,
        owner_key,
        opportunity_type,
        cast(count(*) as bigint) as quotes,
        cast(count(distinct opportunity_key) as bigint) as opportunities,
        cast(count(*) filter (where version_number > 1) as bigint) as later_versions,
        cast(count(*) filter (where sent_at is not null) as bigint) as sent_quotes,
        cast(count(*) filter (where quote_status = 'accepted') as bigint) as accepted_quotes,
        cast(count(*) filter (where quote_status = 'declined') as bigint) as declined_quotes,
        cast(count(*) filter (where quote_status = 'expired') as bigint) as expired_quotes,
        cast(coalesce(sum(reporting_amount), 0) as decimal(18, 2)) as quoted_amount,
        cast(
            coalesce(sum(reporting_amount) filter (where quote_status = 'accepted'), 0)
            as decimal(18, 2)
        ) as accepted_amount,
        cast(
            coalesce(sum(cast(list_reporting_amount as decimal(18, 2))), 0) as decimal(18, 2)
        ) as list_amount,
        cast(
            coalesce(
                sum(cast(list_reporting_amount as decimal(18, 2)) - reporting_amount), 0
            ) as decimal(18, 2)
        ) as discount_amount,
        cast(count(known_days_to_send) as bigint) as quotes_with_days_to_send,
        cast(coalesce(sum(known_days_to_send), 0) as bigint) as days_to_send,
        cast(count(known_days_in_legal) as bigint) as quotes_with_days_in_legal,
        cast(coalesce(sum(known_days_in_legal), 0) as bigint) as days_in_legal,
        cast(count(known_days_to_decide) as bigint) as quotes_with_days_to_decide,
        cast(coalesce(sum(known_days_to_decide), 0) as bigint) as days_to_decide,
        cast(percentile_cont(0.5) within group (order by known_days_in_legal) as double)
            as median_days_in_legal,
        cast(percentile_cont(0.5) within group (order by known_days_to_decide) as double)
            as median_days_to_decide,
        cast(percentile_cont(0.9) within group (order by known_days_to_decide) as double)
            as p90_days_to_decide

    from quotes
    group by month_start_date, owner_key, opportunity_type

),

rated as (

    select
        counted.month_start_date,
        counted.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        counted.opportunity_type,
        counted.quotes,
        counted.opportunities,
        counted.later_versions,
        counted.sent_quotes,
        counted.accepted_quotes,
        counted.declined_quotes,
        counted.expired_quotes,
        counted.quoted_amount,
        counted.accepted_amount,
        counted.list_amount,
        counted.discount_amount,
        counted.quotes_with_days_to_send,
        counted.days_to_send,
        counted.quotes_with_days_in_legal,
        counted.days_in_legal,
        counted.quotes_with_days_to_decide,
        counted.days_to_decide,
        counted.median_days_in_legal,
        counted.median_days_to_decide,
        counted.p90_days_to_decide,
        cast(counted.quotes as double) / nullif(counted.opportunities, 0) as quotes_per_opportunity,
        cast(counted.accepted_quotes as double) / nullif(counted.sent_quotes, 0) as accepted_rate,
        cast(counted.discount_amount as double)
        / nullif(cast(counted.list_amount as double), 0) as discount_rate,
        cast(counted.days_to_send as double)
        / nullif(counted.quotes_with_days_to_send, 0) as average_days_to_send,
        cast(counted.days_in_legal as double)
        / nullif(counted.quotes_with_days_in_legal, 0) as average_days_in_legal,
        cast(counted.days_to_decide as double)
        / nullif(counted.quotes_with_days_to_decide, 0) as average_days_to_decide

    from counted
    left join reps on counted.owner_key = reps.owner_key

)

select * from rated
