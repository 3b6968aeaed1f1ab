with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

contact_roles as (

    select * from {{ ref('contact_roles') }}

),

recorded as (

    select
        coalesce(migrated.opportunity_key, contacts.opportunity_key) as opportunity_key,
        contacts.contact_key,
        lower(trim(contacts.contact_role)) as role_name,
        contacts.is_primary,
        true as has_role

    from {{ ref('int_crm__opportunity_contacts') }} as contacts
    left join migrated on contacts.opportunity_key = migrated.old_opportunity_key

),

-- Some CRMs name the main contact on the deal alone.
named as (

    select
        opportunity_key,
        primary_contact_key as contact_key,
        cast(null as varchar) as role_name,
        true as is_primary,
        false as has_role

    from opportunities
    where primary_contact_key is not null

),

together as (

    select * from recorded
    union all
    select * from named

),

chosen as (

    select together.*

    from together
    inner join opportunities on together.opportunity_key = opportunities.opportunity_key
    qualify
        row_number() over (
            partition by together.opportunity_key, together.contact_key
            order by
                together.has_role desc,
                together.role_name asc nulls last,
                together.is_primary desc nulls last
        ) = 1

),

described as (

    select
        chosen.opportunity_key,
        chosen.contact_key,
        person_identifiers.person_key,
        coalesce(contact_roles.buying_role, '(not set)') as buying_role,
        coalesce(chosen.is_primary, false) as is_primary

    from chosen
    left join contact_roles on chosen.role_name = contact_roles.role_name
    left join person_identifiers
        on 'contact:' || chosen.contact_key = person_identifiers.identifier

)

select * from described
