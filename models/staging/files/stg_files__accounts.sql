select
    {{ files_key('account_id') }} as account_key,
    {{ files_key('parent_account_id') }} as parent_account_key,
    {{ files_key('owner_id') }} as owner_key,
    account_name,
    website,
    industry,
    employee_count,
    annual_revenue,
    country,
    region,
    account_type,
    created_at

from {{ source('files', 'accounts') }}
where not _is_deleted
