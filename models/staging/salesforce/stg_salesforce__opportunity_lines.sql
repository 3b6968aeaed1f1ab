select
    {{ source_key('salesforce', 'id') }} as opportunity_line_key,
    {{ source_key('salesforce', 'opportunity_id') }} as opportunity_key,
    {{ source_key('salesforce', 'product_2_id') }} as product_key,
    name as product_name,
    quantity,
    unit_price,
    total_price as total_amount

from {{ source('salesforce', 'opportunity_line_item') }}
where not _is_deleted
