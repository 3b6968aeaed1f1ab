select
    -- keys
    {{ source_key('zoho_crm', 'id') }} as owner_key,
    {{ source_key('zoho_crm', 'manager_id') }} as manager_key,

    -- attributes
    coalesce(
        full_name,
        nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')
    ) as full_name,
    email,
    job_title,
    role_name,
    team_name,
    region,

    -- flags
    lower(status) = 'active' as is_active

from {{ source('zoho_crm', 'users') }}
where not _is_deleted
