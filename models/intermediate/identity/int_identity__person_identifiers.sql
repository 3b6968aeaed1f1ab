with

edges as (

    select * from {{ ref('int_identity__edges') }}

),

connected as (

    select * from {{ ref('int_identity__connected_identifiers') }}

),

evidence as (

    select * from {{ ref('int_identity__evidence') }}

),

impersonal as (

    select * from {{ ref('int_identity__impersonal_identifiers') }}

),

identifiers as (

    select identifier
    from edges
    where identifier is not null

    union

    select other_identifier as identifier
    from edges
    where other_identifier is not null

),

crowded as (

    select identifier
    from evidence
    where is_crowded

    union

    select other_identifier as identifier
    from evidence
    where is_other_crowded

),

grouped as (

    select
        identifiers.identifier,
        coalesce(connected.first_identifier, identifiers.identifier) as first_identifier

    from identifiers
    left join connected on identifiers.identifier = connected.identifier

),

-- A person is named after its first identifier: contacts sort before leads, files and visitors. An
-- address is never published as a key: a person known by address alone is named by its hash.
people as (

    select
        first_identifier,
        coalesce(
            min(identifier) filter (where identifier not like 'email:%'),
            'email:' || md5(min(identifier))
        ) as person_key

    from grouped
    group by first_identifier

),

marked as (

    select
        grouped.identifier,
        people.person_key,
        crowded.identifier is not null or impersonal.identifier is not null as is_shared

    from grouped
    inner join people on grouped.first_identifier = people.first_identifier
    left join crowded on grouped.identifier = crowded.identifier
    left join impersonal on grouped.identifier = impersonal.identifier

)

select * from marked
