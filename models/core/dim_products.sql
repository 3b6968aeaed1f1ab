with

catalogue as (

    select * from {{ ref('int_crm__product_catalogue') }}

),

products as (

    select
        product_key,
        source_system,
        coalesce(product_name, '(not set)') as product_name,
        coalesce(product_line, '(not set)') as product_line,
        is_active

    from catalogue

)

select * from products
