select
    {{ files_key('campaign_member_id') }} as campaign_member_key,
    {{ files_key('campaign_id') }} as campaign_key,
    {{ files_key('contact_id') }} as contact_key,
    {{ files_key('lead_id') }} as lead_key,
    status,
    has_responded,
    responded_at,
    created_at

from {{ source('files', 'campaign_members') }}
where not _is_deleted
