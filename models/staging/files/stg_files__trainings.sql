select
    {{ files_key('training_id') }} as training_key,
    {{ files_key('owner_id') }} as owner_key,
    training_name,
    assigned_date,
    completed_date,
    score

from {{ source('files', 'trainings') }}
where not _is_deleted
