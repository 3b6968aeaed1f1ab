select
    {{ files_key('contact_id') }} as contact_key,
    email,
    full_name,
    company_name,
    job_title,
    merged_contact_ids,
    created_at

from {{ source('files', 'email_contacts') }}
where not _is_deleted
