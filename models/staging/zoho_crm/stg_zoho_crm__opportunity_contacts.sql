-- Zoho has no flag for the main contact: it is the one that stands on the deal itself.
with

contact_roles as (

    select * from {{ source('zoho_crm', 'contact_roles') }}
    where not _is_deleted

),

deals as (

    select * from {{ source('zoho_crm', 'deals') }}

),

renamed as (

    select
        {{ source_key('zoho_crm', 'contact_roles.deal_id') }} as opportunity_key,
        {{ source_key('zoho_crm', 'contact_roles.contact_id') }} as contact_key,
        contact_roles.role as contact_role,
        coalesce(contact_roles.contact_id = deals.contact_id, false) as is_primary

    from contact_roles
    left join deals on contact_roles.deal_id = deals.id

)

select * from renamed
