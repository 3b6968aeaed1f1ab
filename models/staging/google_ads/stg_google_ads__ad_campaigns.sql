select
    -- keys
    {{ source_key('google_ads', 'id') }} as campaign_key,
    {{ source_key('google_ads', 'customer_id') }} as ad_account_key,

    -- attributes
    name as campaign_name,
    advertising_channel_type as campaign_type,
    status,

    -- times
    start_date,
    end_date

from {{ source('google_ads', 'campaign_history') }}
where not _is_deleted
