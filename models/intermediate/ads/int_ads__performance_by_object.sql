with

performance as (

    select
        *,
        lower(report_level) as object_level,

        -- an account bills in one currency, also in the reports that leave it out
        coalesce(
            upper(currency_code),
            max(upper(currency_code)) over (partition by source_system, ad_account_key),
            '{{ var("default_currency") }}'
        ) as billed_currency

    from {{ ref('int_ads__ad_performance') }}

),

-- Reports repeat an object by device, network or keyword: its rows add up.
by_object as (

    select
        source_system,
        ad_account_key,
        billed_currency as currency_code,
        performance_date,
        object_level as report_level,
        coalesce(case when object_level != 'account' then campaign_key end, '(not set)')
            as campaign_key,
        coalesce(case when object_level in ('ad_group', 'ad') then ad_group_key end, '(not set)')
            as ad_group_key,
        coalesce(case when object_level = 'ad' then ad_key end, '(not set)') as ad_key,

        sum(spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(platform_conversions) as platform_conversions,
        sum(platform_conversion_value) as platform_conversion_value

    from performance
    group by all

)

select * from by_object
