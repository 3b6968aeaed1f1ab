select
    channel,
    side,
    is_paid,
    is_one_to_one,
    sort_order,
    description

from {{ ref('channels') }}
