select
    {{ files_key('owner_id') }} as owner_key,
    {{ files_key('manager_id') }} as manager_key,
    full_name,
    email,
    job_title,
    role_name,
    team_name,
    region,
    is_active

from {{ source('files', 'users') }}
where not _is_deleted
