{%- set objects = {
    'account': 'ad_account_key',
    'campaign': 'campaign_key',
    'ad_group': 'ad_group_key',
    'ad': 'ad_key',
} %}
with

performance as (

    select
        *,
        cast(date_trunc('month', performance_date) as date) as month_start_date

    from {{ ref('fct_ad_performance') }}

),

-- Each level is the whole of the spend, once more: what its objects account for, and the rest.
levelled as (

    {% for level, object_key in objects.items() %}
        select
            source_system,
            ad_account_key,
            month_start_date,
            '{{ level }}' as object_level,
            {{ object_key }} is null as is_remainder,
            reporting_spend,
            impressions,
            clicks

        from performance

        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

summed as (

    select
        source_system,
        ad_account_key,
        month_start_date,
        object_level,
        is_remainder,
        cast(coalesce(sum(reporting_spend), 0) as decimal(18, 6)) as spend,
        cast(coalesce(sum(impressions), 0) as bigint) as impressions,
        cast(coalesce(sum(clicks), 0) as bigint) as clicks

    from levelled
    group by source_system, ad_account_key, month_start_date, object_level, is_remainder

),

compared as (

    select
        *,
        cast(
            sum(spend) over (
                partition by source_system, ad_account_key, month_start_date, object_level
            ) as decimal(18, 6)
        ) as total_spend

    from summed

),

rated as (

    select
        *,
        cast(spend as double) / nullif(total_spend, 0) as spend_rate

    from compared

)

select * from rated
