select
    {{ files_key('opportunity_line_id') }} as opportunity_line_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    {{ files_key('product_id') }} as product_key,
    product_name,
    quantity,
    unit_price,
    total_amount

from {{ source('files', 'opportunity_lines') }}
where not _is_deleted
