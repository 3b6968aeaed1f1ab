with

reports as (

    select
        'account' as report_level,
        customer_id,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as ad_group_id,
        cast(null as varchar) as ad_id,
        date,
        cost_micros,
        impressions,
        clicks,
        conversions,
        conversions_value
    from {{ source('google_ads', 'account_stats') }}
    where not _is_deleted

    union all

    select
        'campaign' as report_level,
        customer_id,
        id as campaign_id,
        cast(null as varchar) as ad_group_id,
        cast(null as varchar) as ad_id,
        date,
        cost_micros,
        impressions,
        clicks,
        conversions,
        conversions_value
    from {{ source('google_ads', 'campaign_stats') }}
    where not _is_deleted

    union all

    select
        'ad_group' as report_level,
        customer_id,
        campaign_id,
        id as ad_group_id,
        cast(null as varchar) as ad_id,
        date,
        cost_micros,
        impressions,
        clicks,
        conversions,
        conversions_value
    from {{ source('google_ads', 'ad_group_stats') }}
    where not _is_deleted

    union all

    select
        'ad' as report_level,
        customer_id,
        campaign_id,

        -- some exports leave the id empty and give the resource name alone
        coalesce(ad_group_id, nullif(regexp_extract(ad_group, 'adGroups/([0-9]+)', 1), ''))
            as ad_group_id,
        ad_id,
        date,
        cost_micros,
        impressions,
        clicks,
        conversions,
        conversions_value
    from {{ source('google_ads', 'ad_stats') }}
    where not _is_deleted

),

-- Deleted accounts too: what they spent was spent in their currency.
accounts as (

    select * from {{ source('google_ads', 'account_history') }}

),

renamed as (

    select
        -- keys
        {{ source_key('google_ads', 'reports.customer_id') }} as ad_account_key,
        {{ source_key('google_ads', 'reports.campaign_id') }} as campaign_key,
        {{ source_key('google_ads', 'reports.ad_group_id') }} as ad_group_key,
        {{ source_key('google_ads', 'reports.ad_id') }} as ad_key,

        -- attributes
        reports.report_level,
        accounts.currency_code,

        -- measures: times a decimal, because a division would go through a double
        cast(cast(reports.cost_micros as decimal(19, 0)) * 0.000001 as decimal(18, 6)) as spend,
        reports.impressions,
        reports.clicks,
        cast(reports.conversions as decimal(18, 6)) as platform_conversions,
        cast(reports.conversions_value as decimal(18, 6)) as platform_conversion_value,

        -- times
        reports.date as performance_date

    from reports
    left join accounts on reports.customer_id = accounts.id

)

select * from renamed
