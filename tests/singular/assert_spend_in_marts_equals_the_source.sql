-- Every mart that shows spend, clicks or impressions shows all of them, per month and per channel,
-- campaign or platform, whether or not they brought anything.
{{ config(group='joint') }}

with

source as (

    {% for dimension, value in {
        'channel': 'channel',
        'campaign': "coalesce(campaign_key, '(no campaign)')",
        'platform': 'source_system',
        'all': "'(all)'",
    }.items() %}
        select
            '{{ dimension }}' as dimension,
            {{ value }} as dimension_value,
            cast(date_trunc('month', performance_date) as date) as month_start_date,
            sum(reporting_spend) as spend,
            coalesce(sum(clicks), 0) as clicks,
            coalesce(sum(impressions), 0) as impressions

        from {{ ref('fct_ad_performance') }}
        group by 1, 2, 3

        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

-- A mart without clicks and impressions leaves them null.
published as (

    select
        'marketing__channel_performance_daily' as mart,
        'channel' as dimension,
        channel as dimension_value,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        sum(spend) as spend,
        sum(clicks) as clicks,
        sum(impressions) as impressions

    from {{ ref('marketing__channel_performance_daily') }}
    group by 1, 2, 3, 4

    union all

    select
        'marketing__campaign_performance' as mart,
        'campaign' as dimension,
        campaign_key as dimension_value,
        month_start_date,
        sum(spend) as spend,
        sum(clicks) as clicks,
        sum(impressions) as impressions

    from {{ ref('marketing__campaign_performance') }}
    group by 1, 2, 3, 4

    union all

    select
        'marketing__messages, ' || segment_kind as mart,
        'all' as dimension,
        '(all)' as dimension_value,
        month_start_date,
        sum(spend) as spend,
        sum(clicks) as clicks,
        sum(impressions) as impressions

    from {{ ref('marketing__messages') }}
    group by 1, 2, 3, 4

    union all

    select
        'marketing__budget_pacing' as mart,
        'channel' as dimension,
        channel as dimension_value,
        month_start_date,
        sum(spend) as spend,
        cast(null as bigint) as clicks,
        cast(null as bigint) as impressions

    from {{ ref('marketing__budget_pacing') }}
    group by 1, 2, 3, 4

    union all

    select
        'marketing__spend_by_level, ' || object_level as mart,
        'platform' as dimension,
        source_system as dimension_value,
        month_start_date,
        sum(spend) as spend,
        sum(clicks) as clicks,
        sum(impressions) as impressions

    from {{ ref('marketing__spend_by_level') }}
    group by 1, 2, 3, 4

    union all

    select
        'marketing__mix' as mart,
        'channel' as dimension,
        mix_value as dimension_value,
        month_start_date,
        sum(spend) as spend,
        cast(null as bigint) as clicks,
        cast(null as bigint) as impressions

    from {{ ref('marketing__mix') }}
    where mix_element = 'promotion'
    group by 1, 2, 3, 4

    union all

    select
        'joint__attribution_by_channel, '
        || concat_ws(', ', attribution_model, attribution_scope, goal_type, clock) as mart,
        'channel' as dimension,
        channel as dimension_value,
        month_start_date,
        sum(spend) as spend,
        cast(null as bigint) as clicks,
        cast(null as bigint) as impressions

    from {{ ref('joint__attribution_by_channel') }}
    group by 1, 2, 3, 4

    union all

    select
        'joint__attribution_by_campaign, '
        || concat_ws(', ', attribution_model, attribution_scope, goal_type, clock) as mart,
        'campaign' as dimension,
        campaign_key as dimension_value,
        month_start_date,
        sum(spend) as spend,
        cast(null as bigint) as clicks,
        cast(null as bigint) as impressions

    from {{ ref('joint__attribution_by_campaign') }}
    group by 1, 2, 3, 4

    union all

    select
        'joint__attribution_wide, ' || goal_type || ', ' || clock as mart,
        'channel' as dimension,
        channel as dimension_value,
        month_start_date,
        sum(spend) as spend,
        cast(null as bigint) as clicks,
        cast(null as bigint) as impressions

    from {{ ref('joint__attribution_wide') }}
    group by 1, 2, 3, 4

    union all

    select
        'joint__cohort_maturity, ' || attribution_model as mart,
        'channel' as dimension,
        channel as dimension_value,
        cohort_month_start_date as month_start_date,
        sum(spend) as spend,
        cast(null as bigint) as clicks,
        cast(null as bigint) as impressions

    from {{ ref('joint__cohort_maturity') }}
    where age_months = 0
    group by 1, 2, 3, 4

    union all

    select
        'joint__unit_economics' as mart,
        'channel' as dimension,
        segment_value as dimension_value,
        month_start_date,
        sum(media_spend) as spend,
        cast(null as bigint) as clicks,
        cast(null as bigint) as impressions

    from {{ ref('joint__unit_economics') }}
    where segment_kind = 'channel'
    group by 1, 2, 3, 4

),

marts as (

    select
        mart,
        dimension,
        bool_or(clicks is not null) as has_clicks

    from published
    group by 1, 2

),

expected as (

    select
        marts.mart,
        source.dimension_value,
        source.month_start_date,
        source.spend,
        case when marts.has_clicks then source.clicks else 0 end as clicks,
        case when marts.has_clicks then source.impressions else 0 end as impressions

    from marts
    inner join source on marts.dimension = source.dimension

)

select
    coalesce(expected.mart, published.mart) as mart,
    coalesce(expected.dimension_value, published.dimension_value) as dimension_value,
    coalesce(expected.month_start_date, published.month_start_date) as month_start_date,
    expected.spend as spend_at_source,
    published.spend as spend_in_mart,
    expected.clicks as clicks_at_source,
    published.clicks as clicks_in_mart,
    expected.impressions as impressions_at_source,
    published.impressions as impressions_in_mart

from expected
full join published
    on
    expected.mart = published.mart
    and expected.dimension_value = published.dimension_value
    and expected.month_start_date = published.month_start_date
where
    coalesce(expected.spend, 0) != coalesce(published.spend, 0)
    or coalesce(expected.clicks, 0) != coalesce(published.clicks, 0)
    or coalesce(expected.impressions, 0) != coalesce(published.impressions, 0)
