select
    {{ files_key('budget_id') }} as budget_key,
    channel,
    month_start_date,
    budget_amount,
    currency_code

from {{ source('files', 'budgets') }}
where not _is_deleted
