select
    account_record_key,
    source_system,
    account_key,
    matched_by

from {{ ref('int_identity__account_records') }}
