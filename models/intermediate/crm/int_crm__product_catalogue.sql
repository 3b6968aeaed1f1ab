-- Products of every CRM, and those that exist only as a name somebody wrote on a deal.
with

products as (

    select * from {{ ref('int_crm__products') }}

),

aliases as (

    select * from {{ ref('product_aliases') }}

),

written_names as (

    select product_name from {{ ref('int_crm__current_opportunities') }}
    union
    select product_name from {{ ref('int_crm__opportunity_lines') }}

),

listed as (

    select
        products.product_key,
        products.source_system,
        coalesce(aliases.product_name, products.product_name) as product_name,
        products.product_line,
        coalesce(products.is_active, true) as is_active

    from products
    left join aliases on lower(trim(products.product_name)) = aliases.source_product

),

written as (

    select distinct
        lower(coalesce(aliases.product_name, trim(written_names.product_name))) as name_key,
        min(coalesce(aliases.product_name, trim(written_names.product_name))) over (
            partition by lower(coalesce(aliases.product_name, trim(written_names.product_name)))
        ) as product_name

    from written_names
    left join aliases on lower(trim(written_names.product_name)) = aliases.source_product
    where written_names.product_name is not null

),

unlisted as (

    select
        'name:' || written.name_key as product_key,
        '(written on a deal)' as source_system,
        written.product_name,
        cast(null as varchar) as product_line,
        true as is_active

    from written
    left join listed on written.name_key = lower(listed.product_name)
    where listed.product_key is null

),

catalogue as (

    select * from listed
    union all
    select * from unlisted

)

select * from catalogue
