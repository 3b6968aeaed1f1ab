select
    {{ files_key('contact_id') }} as contact_key,
    {{ files_key('account_id') }} as account_key,
    {{ files_key('owner_id') }} as owner_key,
    email,
    full_name,
    job_title,
    lead_source,
    created_at

from {{ source('files', 'contacts') }}
where not _is_deleted
