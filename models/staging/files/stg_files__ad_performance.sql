select
    {{ files_key('ad_account_id') }} as ad_account_key,
    {{ files_key('campaign_id') }} as campaign_key,
    {{ files_key('ad_group_id') }} as ad_group_key,
    {{ files_key('ad_id') }} as ad_key,
    report_level,
    performance_date,
    currency_code,
    spend,
    impressions,
    clicks,
    platform_conversions,
    platform_conversion_value

from {{ source('files', 'ad_performance') }}
where not _is_deleted
