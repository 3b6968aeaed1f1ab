-- A lead that converts keeps its membership and the contact is filled in beside it.
select
    {{ source_key('salesforce', 'id') }} as campaign_member_key,
    {{ source_key('salesforce', 'campaign_id') }} as campaign_key,
    {{ source_key('salesforce', 'contact_id') }} as contact_key,
    {{ source_key('salesforce', 'lead_id') }} as lead_key,
    status,
    coalesce(has_responded, false) as has_responded,
    first_responded_date as responded_at,
    created_date as created_at

from {{ source('salesforce', 'campaign_member') }}
where not _is_deleted
