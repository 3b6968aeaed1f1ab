select
    {{ source_key('salesforce', 'id') }} as product_key,
    name as product_name,
    family as product_line,
    is_active

from {{ source('salesforce', 'product_2') }}
where not _is_deleted
