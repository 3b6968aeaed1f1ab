select
    -- keys
    {{ source_key('salesforce', 'id') }} as account_key,
    {{ source_key('salesforce', 'parent_id') }} as parent_account_key,
    {{ source_key('salesforce', 'owner_id') }} as owner_key,

    -- attributes
    name as account_name,
    website,
    industry,
    billing_country as country,
    region,
    type as account_type,

    -- measures
    number_of_employees as employee_count,
    annual_revenue,

    -- times
    created_date as created_at

from {{ source('salesforce', 'account') }}
where not _is_deleted and master_record_id is null
