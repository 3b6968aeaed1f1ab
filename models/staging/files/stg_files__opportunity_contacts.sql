select
    {{ files_key('opportunity_id') }} as opportunity_key,
    {{ files_key('contact_id') }} as contact_key,
    contact_role,
    is_primary

from {{ source('files', 'opportunity_contacts') }}
where not _is_deleted
