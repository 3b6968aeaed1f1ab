select
    -- keys
    {{ source_key('meta_ads', 'id') }} as campaign_key,
    {{ source_key('meta_ads', "replace(account_id, 'act_', '')") }} as ad_account_key,

    -- attributes
    name as campaign_name,
    objective as campaign_type,
    status,

    -- times
    cast(start_time as date) as start_date,
    cast(stop_time as date) as end_date

from {{ source('meta_ads', 'campaign_history') }}
where not _is_deleted
