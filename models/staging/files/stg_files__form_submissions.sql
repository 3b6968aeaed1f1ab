select
    {{ files_key('form_submission_id') }} as form_submission_key,
    {{ files_key('contact_id') }} as contact_key,
    {{ files_key('visitor_id') }} as visitor_key,
    email,
    form_name,
    form_type,
    page_url,
    submitted_at

from {{ source('files', 'form_submissions') }}
where not _is_deleted
