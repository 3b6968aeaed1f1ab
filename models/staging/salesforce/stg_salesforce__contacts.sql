select
    -- keys
    {{ source_key('salesforce', 'id') }} as contact_key,
    {{ source_key('salesforce', 'account_id') }} as account_key,
    {{ source_key('salesforce', 'owner_id') }} as owner_key,

    -- attributes
    email,
    trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) as full_name,
    title as job_title,
    lead_source,

    -- times
    created_date as created_at

from {{ source('salesforce', 'contact') }}
where not _is_deleted and master_record_id is null
