select
    {{ files_key('cost_id') }} as cost_key,
    month_start_date,
    team,
    cost_kind,
    cost_amount,
    currency_code

from {{ source('files', 'costs') }}
where not _is_deleted
