select
    {{ files_key('rep_assignment_id') }} as rep_assignment_key,
    {{ files_key('owner_id') }} as owner_key,
    team_name,
    region,
    {{ files_key('manager_id') }} as manager_key,
    role_name,
    start_date,
    end_date

from {{ source('files', 'rep_assignments') }}
where not _is_deleted
