-- Every mart that shows spend shows all of it, per month, whether or not it brought anything.
{{ config(group='joint') }}

with

source as (

    select
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        sum(reporting_spend) as spend

    from {{ ref('fct_ad_performance') }}
    group by 1

),

published as (

    select
        'marketing__channel_performance_daily' as mart,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        sum(spend) as spend

    from {{ ref('marketing__channel_performance_daily') }}
    group by 1, 2

    union all

    select
        'marketing__campaign_performance' as mart,
        month_start_date,
        sum(spend) as spend

    from {{ ref('marketing__campaign_performance') }}
    group by 1, 2

    union all

    select
        'joint__attribution_by_channel, '
        || concat_ws(', ', attribution_model, attribution_scope, goal_type, clock) as mart,
        month_start_date,
        sum(spend) as spend

    from {{ ref('joint__attribution_by_channel') }}
    group by 1, 2

),

marts as (

    select distinct mart from published

),

expected as (

    select
        marts.mart,
        source.*

    from marts
    cross join source

)

select
    coalesce(expected.mart, published.mart) as mart,
    coalesce(expected.month_start_date, published.month_start_date) as month_start_date,
    expected.spend as spend_at_source,
    published.spend as spend_in_mart

from expected
full join published
    on
    expected.mart = published.mart
    and expected.month_start_date = published.month_start_date
where coalesce(expected.spend, 0) != coalesce(published.spend, 0)
