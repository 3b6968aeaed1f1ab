select
    person_key,
    account_key,
    spell,
    valid_from,
    valid_to,
    matched_by,
    is_current,
    is_primary

from {{ ref('int_identity__person_accounts') }}
