select
    {{ files_key('feedback_id') }} as feedback_key,
    {{ files_key('lead_id') }} as lead_key,
    {{ files_key('content_id') }} as content_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    {{ files_key('owner_id') }} as owner_key,
    feedback_type,
    rating,
    reason,
    given_at

from {{ source('files', 'feedback') }}
where not _is_deleted
