-- Whose goal it is: the contacts of its deal, or the person who reached it.
with

goals as (

    select * from {{ ref('int_attribution__goals') }}

),

opportunity_contacts as (

    select * from {{ ref('int_crm__opportunity_contacts') }}

),

contact_roles as (

    select * from {{ ref('contact_roles') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

named as (

    select
        goals.goal_number,
        person_identifiers.person_key,
        coalesce(contact_roles.role_weight, 1) as role_weight,
        false as is_primary

    from goals
    inner join opportunity_contacts
        on goals.opportunity_key = opportunity_contacts.opportunity_key
    inner join person_identifiers
        on 'contact:' || opportunity_contacts.contact_key = person_identifiers.identifier
    left join contact_roles
        on lower(trim(opportunity_contacts.contact_role)) = contact_roles.role_name

    union all

    select
        goal_number,
        person_key,
        cast(null as decimal(9, 6)) as role_weight,
        true as is_primary

    from goals
    where person_key is not null

),

people as (

    select
        goal_number,
        person_key,
        coalesce(max(role_weight), 1) as role_weight,
        bool_or(is_primary) as is_primary

    from named
    group by goal_number, person_key

)

select * from people
