select
    {{ files_key('activity_id') }} as activity_key,
    {{ files_key('owner_id') }} as owner_key,
    {{ files_key('contact_id') }} as contact_key,
    {{ files_key('lead_id') }} as lead_key,
    {{ files_key('account_id') }} as account_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    source_type,
    subject,
    direction,
    outcome,
    is_completed,
    occurred_at,
    duration_minutes

from {{ source('files', 'activities') }}
where not _is_deleted
