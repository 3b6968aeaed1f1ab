select
    {{ source_key('hubspot', 'products.id') }} as product_key,
    products.property_name as product_name,
    products.product_line,
    coalesce(lower(products.property_hs_status) != 'inactive', true) as is_active

from {{ source('hubspot', 'product') }} as products
where not products._is_deleted
