-- Every budget and all spend is in the pacing of its channel and month, once.
{{ config(group='marketing') }}

with

facts as (

    select
        'budget' as measure,
        channel,
        month_start_date,
        reporting_amount as amount

    from {{ ref('fct_budgets') }}

    union all

    select
        'spend' as measure,
        channel,
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        reporting_spend as amount

    from {{ ref('fct_ad_performance') }}

),

differences as (

    select
        measure,
        channel,
        month_start_date,
        amount

    from facts

    union all

    select
        'budget' as measure,
        channel,
        month_start_date,
        -budget_amount as amount

    from {{ ref('marketing__budget_pacing') }}

    union all

    select
        'spend' as measure,
        channel,
        month_start_date,
        -spend as amount

    from {{ ref('marketing__budget_pacing') }}

)

select
    measure,
    channel,
    month_start_date,
    sum(amount) as difference

from differences
group by measure, channel, month_start_date
having coalesce(sum(amount), 0) != 0
