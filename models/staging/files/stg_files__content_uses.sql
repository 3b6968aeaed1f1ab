select
    {{ files_key('content_use_id') }} as content_use_key,
    {{ files_key('content_id') }} as content_key,
    {{ files_key('owner_id') }} as owner_key,
    {{ files_key('contact_id') }} as contact_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    used_by,
    email,
    used_at

from {{ source('files', 'content_uses') }}
where not _is_deleted
