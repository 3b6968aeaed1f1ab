select
    -- keys
    {{ source_key('hubspot', 'id') }} as contact_key,

    -- attributes
    property_email as email,
    nullif(trim(concat_ws(' ', property_firstname, property_lastname)), '') as full_name,
    property_company as company_name,
    property_jobtitle as job_title,
    property_hs_merged_object_ids as merged_contact_ids,

    -- times
    property_createdate as created_at

from {{ source('hubspot', 'contact') }}
where not _is_deleted
