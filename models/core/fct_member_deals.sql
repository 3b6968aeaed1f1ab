-- Deals count for their owner, revenue by split credit; every level is worked out from the same
-- rows, so that a median is one of deals, and no rate an average of rates.
with

opportunities as (

    select
        *,
        coalesce(owner_key, '(no owner)') as known_owner_key

    from {{ ref('fct_opportunities') }}

),

milestones as (

    select * from {{ ref('fct_deal_milestones') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

splits as (

    select * from {{ ref('fct_opportunity_splits') }}
    where split_type = 'revenue'

),

rep_periods as (

    select * from {{ ref('bridge_rep_periods') }}

),

deals as (

    select
        opportunities.opportunity_key,
        opportunities.known_owner_key,
        cast(opportunities.created_at as date) as created_date,
        opportunities.close_date,
        opportunities.is_closed,
        opportunities.is_won,
        opportunities.is_lost,
        opportunities.reporting_amount,
        opportunities.days_to_close,
        milestones.days_first_sales_touch_to_close,
        milestones.days_first_touch_to_close,
        milestones.list_amount,
        milestones.quoted_amount,
        coalesce(accounts.size_class = 'large', false) as is_large_account,
        opportunities.reporting_amount is not null
        and opportunities.next_step is not null
        and coalesce(opportunities.close_date >= {{ as_of() }}, false) as is_complete

    from opportunities
    left join milestones on opportunities.opportunity_key = milestones.opportunity_key
    left join accounts on opportunities.account_key = accounts.account_key

),

events as (

    select
        'created' as event_type,
        known_owner_key as owner_key,
        created_date as date_day,
        opportunity_key,
        cast(null as decimal(18, 2)) as credit_amount

    from deals

    union all

    select
        case when is_won then 'won' else 'lost' end as event_type,
        known_owner_key as owner_key,
        close_date as date_day,
        opportunity_key,
        cast(null as decimal(18, 2)) as credit_amount

    from deals
    where is_closed

    union all

    select
        'open' as event_type,
        known_owner_key as owner_key,
        {{ as_of() }} as date_day,
        opportunity_key,
        cast(null as decimal(18, 2)) as credit_amount

    from deals
    where not is_closed

    union all

    select
        'credit' as event_type,
        splits.owner_key,
        deals.close_date as date_day,
        splits.opportunity_key,
        splits.reporting_amount as credit_amount

    from splits
    inner join deals on splits.opportunity_key = deals.opportunity_key
    where deals.is_won

),

placed as (

    select
        rep_periods.member_level,
        rep_periods.member_key,
        rep_periods.member_name,
        rep_periods.period_type,
        rep_periods.period_start_date,
        rep_periods.period_end_date,
        events.event_type,
        events.credit_amount,
        deals.is_large_account,
        deals.is_complete,
        case when events.event_type = 'lost' then deals.reporting_amount end as lost_amount,
        case when events.event_type = 'open' then deals.reporting_amount end as open_amount,
        case when events.event_type = 'won' then deals.reporting_amount end as won_amount,
        case when events.event_type = 'won' then deals.days_to_close end as days_to_close,
        case when events.event_type = 'won' then deals.days_first_sales_touch_to_close end
            as sales_touch_days,
        case when events.event_type = 'won' then deals.days_first_touch_to_close end
            as touch_days,
        case when events.event_type = 'won' then deals.list_amount end as list_amount,
        case when events.event_type = 'won' then deals.quoted_amount end as quoted_amount

    from events
    inner join deals on events.opportunity_key = deals.opportunity_key
    inner join rep_periods
        on
        events.owner_key = rep_periods.owner_key
        and rep_periods.month_start_date = {{ calendar_month('events.date_day') }}
        and events.date_day between rep_periods.first_date and rep_periods.last_date

),

summed as (

    select
        member_level,
        member_key,
        member_name,
        period_type,
        period_start_date,
        period_end_date,
        count(*) filter (where event_type = 'created') as created_opportunities,
        count(*) filter (where event_type = 'won') as won_opportunities,
        count(*) filter (where event_type = 'lost') as lost_opportunities,
        count(won_amount) as won_opportunities_with_amount,
        cast(coalesce(sum(won_amount), 0) as decimal(18, 2)) as won_amount,
        cast(coalesce(sum(lost_amount), 0) as decimal(18, 2)) as lost_amount,
        cast(
            percentile_cont(0.5) within group (order by cast(won_amount as double))
            as decimal(18, 2)
        ) as median_won_amount,
        cast(coalesce(sum(days_to_close), 0) as bigint) as won_days_to_close,
        percentile_cont(0.5) within group (order by days_to_close) as median_days_to_close,
        percentile_cont(0.9) within group (order by days_to_close) as p90_days_to_close,
        count(sales_touch_days) as won_opportunities_with_sales_touch,
        cast(coalesce(sum(sales_touch_days), 0) as bigint) as won_days_from_sales_touch,
        percentile_cont(0.5) within group (order by sales_touch_days)
            as median_days_from_sales_touch,
        percentile_cont(0.9) within group (order by sales_touch_days) as p90_days_from_sales_touch,
        count(touch_days) as won_opportunities_with_touch,
        cast(coalesce(sum(touch_days), 0) as bigint) as won_days_from_touch,
        percentile_cont(0.5) within group (order by touch_days) as median_days_from_touch,
        percentile_cont(0.9) within group (order by touch_days) as p90_days_from_touch,
        cast(coalesce(sum(list_amount), 0) as decimal(18, 2)) as list_amount,
        cast(coalesce(sum(quoted_amount), 0) as decimal(18, 2)) as quoted_amount,
        cast(coalesce(sum(won_amount) filter (where is_large_account), 0) as decimal(18, 2))
            as large_account_won_amount,
        cast(coalesce(sum(credit_amount), 0) as decimal(18, 2)) as credited_amount,
        count(*) filter (where event_type = 'open') as open_opportunities,
        count(*) filter (where event_type = 'open' and is_complete) as complete_open_opportunities,
        cast(coalesce(sum(open_amount), 0) as decimal(18, 2)) as open_amount

    from placed
    group by 1, 2, 3, 4, 5, 6

)

select * from summed
