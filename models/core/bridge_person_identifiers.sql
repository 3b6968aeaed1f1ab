with

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

edges as (

    select
        identifier,
        evidence
    from {{ ref('int_identity__edges') }}
    where identifier is not null and other_identifier is not null

    union

    select
        other_identifier as identifier,
        evidence
    from {{ ref('int_identity__edges') }}
    where identifier is not null and other_identifier is not null

),

evidence as (

    select
        identifier,
        min(evidence) as evidence

    from edges
    group by identifier

),

-- Addresses leave the warehouse only as hashes.
bridge as (

    select
        case
            when person_identifiers.identifier like 'email:%'
                then 'email:' || md5(person_identifiers.identifier)
            else person_identifiers.identifier
        end as identifier,
        split_part(person_identifiers.identifier, ':', 1) as identifier_kind,
        person_identifiers.person_key,
        coalesce(evidence.evidence, '(alone)') as evidence,
        person_identifiers.is_shared

    from person_identifiers
    left join evidence on person_identifiers.identifier = evidence.identifier

)

select * from bridge
