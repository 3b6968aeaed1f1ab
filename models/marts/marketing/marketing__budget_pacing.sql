with

budgets as (

    select
        channel,
        month_start_date,
        sum(reporting_amount) as budget_amount

    from {{ ref('fct_budgets') }}
    group by channel, month_start_date

),

spend as (

    select
        channel,
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        sum(reporting_spend) as spend

    from {{ ref('fct_ad_performance') }}
    group by channel, cast(date_trunc('month', performance_date) as date)

),

-- Four whole weeks, so that every day of the week weighs the same.
recent as (

    select
        channel,
        sum(reporting_spend) / 28 as mean_daily_spend

    from {{ ref('fct_ad_performance') }}
    where
        performance_date > {{ dbt.dateadd('day', -28, as_of()) }}
        and performance_date <= {{ as_of() }}
    group by channel

),

planned_or_spent as (

    select
        channel,
        month_start_date
    from budgets

    union

    select
        channel,
        month_start_date
    from spend

),

timed as (

    select
        channel,
        month_start_date,
        {{ days_between('month_start_date', dbt.dateadd('month', 1, 'month_start_date')) }}
            as days_in_month,
        {{ days_between('month_start_date', dbt.dateadd('day', 1, as_of())) }} as days_since_start

    from planned_or_spent

),

counted as (

    select
        channel,
        month_start_date,
        days_in_month,
        least(greatest(days_since_start, 0), days_in_month) as days_elapsed

    from timed

),

measured as (

    select
        counted.channel,
        counted.month_start_date,
        cast(coalesce(budgets.budget_amount, 0) as decimal(18, 2)) as budget_amount,
        cast(coalesce(spend.spend, 0) as decimal(18, 6)) as spend,
        counted.days_elapsed,
        counted.days_in_month,
        cast(coalesce(recent.mean_daily_spend, 0) as decimal(18, 6)) as mean_daily_spend

    from counted
    left join budgets
        on
        counted.channel = budgets.channel
        and counted.month_start_date = budgets.month_start_date
    left join spend
        on
        counted.channel = spend.channel
        and counted.month_start_date = spend.month_start_date
    left join recent on counted.channel = recent.channel

),

paced as (

    select
        *,
        cast(
            spend + mean_daily_spend * (days_in_month - days_elapsed) as decimal(18, 6)
        ) as forecasted_spend,
        cast(spend as double) / nullif(budget_amount, 0) as spend_rate,
        cast(days_elapsed as double) / days_in_month as elapsed_rate

    from measured

),

compared as (

    select
        *,
        spend_rate / nullif(elapsed_rate, 0) as pacing_rate

    from paced

),

judged as (

    select
        *,
        case
            when days_elapsed = 0 then 'not_begun'
            when budget_amount = 0 then 'no_budget'
            when spend = 0 then 'no_spend'
            when spend > budget_amount then 'over_budget'
            when pacing_rate > 1.1 then 'ahead'
            when pacing_rate >= 0.9 then 'on_pace'
            when days_elapsed = days_in_month then 'under_budget'
            else 'behind'
        end as budget_status

    from compared

)

select * from judged
