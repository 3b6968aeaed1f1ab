with

lines as (

    select * from {{ source('hubspot', 'line_item') }}
    where not _is_deleted

),

line_deals as (

    select * from {{ source('hubspot', 'line_item_deal') }}
    where not _is_deleted

),

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}
    where record_type = 'deal'

),

renamed as (

    select
        {{ source_key('hubspot', 'lines.id') }} as opportunity_line_key,
        {{ source_key('hubspot', 'coalesce(merged_records.record_id, line_deals.deal_id)') }}
            as opportunity_key,
        {{ source_key('hubspot', 'lines.property_hs_product_id') }} as product_key,
        lines.property_name as product_name,
        lines.property_quantity as quantity,
        lines.property_price as unit_price,
        coalesce(
            lines.property_amount,
            cast(lines.property_quantity * lines.property_price as decimal(18, 4))
        ) as total_amount

    from lines
    inner join line_deals on lines.id = line_deals.line_item_id
    left join merged_records on line_deals.deal_id = merged_records.merged_id

)

select * from renamed
