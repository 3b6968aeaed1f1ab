with

reports as (

    select
        'account' as report_level,
        account_id,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as ad_group_id,
        cast(null as varchar) as ad_id,
        date,
        currency_code,
        spend,
        impressions,
        clicks,
        conversions_qualified,
        conversions,
        revenue
    from {{ source('microsoft_ads', 'account_performance_daily_report') }}
    where not _is_deleted

    union all

    select
        'campaign' as report_level,
        account_id,
        campaign_id,
        cast(null as varchar) as ad_group_id,
        cast(null as varchar) as ad_id,
        date,
        currency_code,
        spend,
        impressions,
        clicks,
        conversions_qualified,
        conversions,
        revenue
    from {{ source('microsoft_ads', 'campaign_performance_daily_report') }}
    where not _is_deleted

    union all

    select
        'ad_group' as report_level,
        account_id,
        campaign_id,
        ad_group_id,
        cast(null as varchar) as ad_id,
        date,
        currency_code,
        spend,
        impressions,
        clicks,
        conversions_qualified,
        conversions,
        revenue
    from {{ source('microsoft_ads', 'ad_group_performance_daily_report') }}
    where not _is_deleted

    union all

    select
        'ad' as report_level,
        account_id,
        campaign_id,
        ad_group_id,
        ad_id,
        date,
        currency_code,
        spend,
        impressions,
        clicks,
        conversions_qualified,
        conversions,
        revenue
    from {{ source('microsoft_ads', 'ad_performance_daily_report') }}
    where not _is_deleted

),

-- Deleted accounts too: what they spent was spent in their currency.
accounts as (

    select * from {{ source('microsoft_ads', 'account_history') }}

),

renamed as (

    select
        -- keys
        {{ source_key('microsoft_ads', 'reports.account_id') }} as ad_account_key,
        {{ source_key('microsoft_ads', 'reports.campaign_id') }} as campaign_key,
        {{ source_key('microsoft_ads', 'reports.ad_group_id') }} as ad_group_key,
        {{ source_key('microsoft_ads', 'reports.ad_id') }} as ad_key,

        -- attributes
        reports.report_level,
        coalesce(reports.currency_code, accounts.currency_code) as currency_code,

        -- measures
        cast(reports.spend as decimal(18, 6)) as spend,
        reports.impressions,
        reports.clicks,
        cast(
            coalesce(reports.conversions_qualified, reports.conversions) as decimal(18, 6)
        ) as platform_conversions,
        cast(replace(reports.revenue, ',', '') as decimal(18, 6)) as platform_conversion_value,

        -- times
        reports.date as performance_date

    from reports
    left join accounts on reports.account_id = accounts.id

)

select * from renamed
