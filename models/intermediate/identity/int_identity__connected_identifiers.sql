select
    identifier,
    other_identifier

from {{ ref('int_identity__evidence') }}
where not_used_reason is null
