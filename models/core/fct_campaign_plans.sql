-- Budget and cost of a campaign are entered once; here they are spread over its days, each month
-- rounded so that the months add up to what was entered.
with

campaigns as (

    select
        *,
        coalesce(start_date, end_date, {{ as_of() }}) as first_day

    from {{ ref('dim_campaigns') }}
    where budget_amount is not null or actual_cost is not null

),

days as (

    select * from {{ ref('dim_dates') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}
    where currency_code = '{{ var("default_currency") }}'

),

months as (

    select
        month_start_date,
        min(date_day) as month_first_day,
        max(date_day) as month_last_day

    from days
    group by month_start_date

),

calendar as (

    select
        min(date_day) as first_day,
        max(date_day) as last_day

    from days

),

-- What has no end yet runs until today; money for days beyond the calendar is at its edge.
bounded as (

    select
        campaigns.campaign_key,
        least(greatest(campaigns.first_day, calendar.first_day), calendar.last_day) as first_day,
        least(
            greatest(
                coalesce(campaigns.end_date, {{ as_of() }}),
                campaigns.first_day,
                calendar.first_day
            ),
            calendar.last_day
        ) as last_day,
        cast(campaigns.budget_amount * fx_rates.rate_to_reporting as decimal(18, 2)) as budget,
        cast(campaigns.actual_cost * fx_rates.rate_to_reporting as decimal(18, 2)) as entered_cost

    from campaigns
    cross join calendar
    left join fx_rates
        on
        campaigns.first_day >= fx_rates.valid_from
        and campaigns.first_day < fx_rates.valid_to

),

-- Cost that was entered is of days gone by; entered ahead, it is of the first day.
spent as (

    select
        *,
        least(last_day, greatest(first_day, {{ as_of() }})) as last_cost_day

    from bounded

),

counted as (

    select
        spent.*,
        months.month_start_date,
        {{ days_between('spent.first_day', 'spent.last_day') }} + 1 as days_in_all,
        greatest({{ days_between('spent.first_day', 'months.month_first_day') }}, 0)
            as days_before,
        {{ days_between('spent.first_day', 'least(spent.last_day, months.month_last_day)') }} + 1
            as days_until,
        {{ days_between('spent.first_day', 'spent.last_cost_day') }} + 1 as cost_days

    from spent
    inner join months
        on
        spent.first_day <= months.month_last_day
        and spent.last_day >= months.month_first_day

),

limited as (

    select
        *,
        {{ days_between('first_day', as_of()) }} + 1 as days_to_date

    from counted

),

spread as (

    select
        campaign_key,
        month_start_date,
        {{ spread_between('budget', 'days_before', 'days_until', 'days_in_all') }}
            as planned_amount,
        {{ spread_between(
            'budget', 'days_before',
            'greatest(least(days_until, days_to_date), days_before)', 'days_in_all'
        ) }} as planned_to_date_amount,
        {{ spread_between(
            'entered_cost', 'least(days_before, cost_days)',
            'least(days_until, cost_days)', 'cost_days'
        ) }} as entered_cost

    from limited

)

select * from spread
