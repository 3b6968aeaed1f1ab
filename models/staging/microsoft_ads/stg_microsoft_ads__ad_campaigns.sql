select
    -- keys
    {{ source_key('microsoft_ads', 'id') }} as campaign_key,
    {{ source_key('microsoft_ads', 'account_id') }} as ad_account_key,

    -- attributes
    name as campaign_name,
    type as campaign_type,
    status,

    -- times: a campaign has no dates of its own, its ad groups have
    cast(null as date) as start_date,
    cast(null as date) as end_date

from {{ source('microsoft_ads', 'campaign_history') }}
where not _is_deleted
