-- Whoever was seen with addresses of ours and with no other. A rep who fills in a form for a
-- customer makes no colleague of the customer.
with

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

evidence as (

    select * from {{ ref('int_identity__evidence') }}

),

impersonal as (

    select * from {{ ref('int_identity__impersonal_identifiers') }}

),

seen_with as (

    select
        identifier,
        other_identifier as address
    from evidence
    where other_identifier like 'email:%'

    union

    select
        other_identifier as identifier,
        identifier as address
    from evidence
    where identifier like 'email:%'

    union

    select
        identifier,
        identifier as address
    from person_identifiers
    where identifier like 'email:%'

),

colleagues as (

    select person_identifiers.person_key

    from seen_with
    inner join person_identifiers on seen_with.identifier = person_identifiers.identifier
    left join impersonal on seen_with.address = impersonal.identifier
    group by person_identifiers.person_key
    having bool_and(coalesce(impersonal.reason, '') = 'internal address')

)

select * from colleagues
