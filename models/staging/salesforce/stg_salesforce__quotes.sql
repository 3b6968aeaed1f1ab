select
    -- keys
    {{ source_key('salesforce', 'id') }} as quote_key,
    {{ source_key('salesforce', 'opportunity_id') }} as opportunity_key,

    -- attributes
    name as quote_name,
    status as source_status,
    upper(currency_iso_code) as currency_code,

    -- measures
    subtotal as list_amount,
    total_price as amount,

    -- times
    created_date as created_at,
    sent_at,
    legal_started_at,
    legal_finished_at,
    decided_at,
    expiration_date as expires_date

from {{ source('salesforce', 'quote') }}
where not _is_deleted
