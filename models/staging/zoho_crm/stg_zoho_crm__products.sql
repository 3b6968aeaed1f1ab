with

deleted_records as (

    select * from {{ ref('stg_zoho_crm__deleted_records') }}

),

-- a record that came back from the recycle bin has changed since
products as (

    select products.*
    from {{ source('zoho_crm', 'products') }} as products
    left join deleted_records
        on
        products.id = deleted_records.record_id
        and coalesce(products.modified_time <= deleted_records.deleted_at, true)
    where not products._is_deleted and deleted_records.record_id is null

),

renamed as (

    select
        {{ source_key('zoho_crm', 'id') }} as product_key,
        product_name,
        product_category as product_line,
        product_active as is_active

    from products

)

select * from renamed
