select
    {{ files_key('quote_id') }} as quote_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    quote_name,
    source_status,
    list_amount,
    amount,
    currency_code,
    created_at,
    sent_at,
    legal_started_at,
    legal_finished_at,
    decided_at,
    expires_date

from {{ source('files', 'quotes') }}
where not _is_deleted
