select
    {{ files_key('quota_id') }} as quota_key,
    {{ files_key('owner_id') }} as owner_key,
    team_name,
    period_start_date,
    period_end_date,
    measure,
    quota_amount,
    currency_code

from {{ source('files', 'quotas') }}
where not _is_deleted
