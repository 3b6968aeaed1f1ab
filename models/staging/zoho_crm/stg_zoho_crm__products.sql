with

deleted_records as (

    select * from {{ source('zoho_crm', 'deleted_records') }}
    where not _is_deleted

),

-- ids are unique in a whole org; a record that came back from the recycle bin has changed since
products as (

    select records.*
    from {{ source('zoho_crm', 'products') }} as records
    left join deleted_records
        on
        records.id = deleted_records.id
        and coalesce(records.modified_time <= deleted_records.deleted_time, true)
    where not records._is_deleted and deleted_records.id is null

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
