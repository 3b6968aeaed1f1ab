select
    -- keys
    {{ source_key('salesforce', 'id') }} as lead_key,
    {{ source_key('salesforce', 'owner_id') }} as owner_key,
    {{ source_key('salesforce', 'converted_contact_id') }} as converted_contact_key,
    {{ source_key('salesforce', 'converted_account_id') }} as converted_account_key,
    {{ source_key('salesforce', 'converted_opportunity_id') }} as converted_opportunity_key,

    -- attributes
    email,
    trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) as full_name,
    company as company_name,
    title as job_title,
    website,
    industry,
    country,
    lead_source,
    status as source_status,
    rejection_reason,
    budget_level,
    authority_level,
    need_level,
    timeline_level,

    -- flags
    is_converted,

    -- measures
    score,

    -- times
    created_date as created_at,
    mql_at,
    sal_at,
    sql_at,
    rejected_at,
    converted_date as converted_at,

    -- Salesforce says it of deals alone
    cast(null as timestamp) as won_at

from {{ source('salesforce', 'lead') }}
where not _is_deleted and master_record_id is null
