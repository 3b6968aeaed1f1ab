select
    {{ files_key('product_id') }} as product_key,
    product_name,
    product_line,
    is_active

from {{ source('files', 'products') }}
where not _is_deleted
