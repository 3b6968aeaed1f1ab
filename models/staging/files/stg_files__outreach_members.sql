select
    {{ files_key('member_id') }} as member_key,
    {{ files_key('contact_id') }} as contact_key,
    {{ files_key('lead_id') }} as lead_key,
    email,
    matched_by

from {{ source('files', 'outreach_members') }}
where not _is_deleted
