select
    -- keys
    {{ source_key('hubspot', 'id') }} as campaign_key,

    -- attributes
    name as campaign_name,
    type as campaign_type,
    subject

from {{ source('hubspot', 'email_campaign') }}
where not _is_deleted
