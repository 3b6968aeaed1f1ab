select
    {{ files_key('activity_id') }} as activity_key,
    {{ files_key('owner_id') }} as owner_key,
    cast(null as varchar) as owner_email,
    {{ files_key('contact_id') }} as contact_key,
    {{ files_key('member_id') }} as member_key,
    {{ files_key('account_id') }} as account_key,
    source_type,
    direction,
    outcome,
    is_completed,
    email,
    occurred_at

from {{ source('files', 'outreach_activities') }}
where not _is_deleted
