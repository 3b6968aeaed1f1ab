select
    {{ files_key('survey_response_id') }} as survey_response_key,
    {{ files_key('account_id') }} as account_key,
    {{ files_key('owner_id') }} as owner_key,
    survey_name,
    survey_type,
    email,
    score,
    theme,
    comment,
    responded_at

from {{ source('files', 'survey_responses') }}
where not _is_deleted
