select
    {{ files_key('meeting_id') }} as meeting_key,
    meeting_name,
    planned_date,
    was_held,
    marketing_attendees,
    sales_attendees,
    actions_agreed,
    actions_closed

from {{ source('files', 'meetings') }}
where not _is_deleted
