with

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

evidence as (

    select
        identifier,
        other_identifier,
        evidence,
        not_used_reason
    from {{ ref('int_identity__evidence') }}

    union all

    select
        other_identifier as identifier,
        identifier as other_identifier,
        evidence,
        not_used_reason
    from {{ ref('int_identity__evidence') }}

),

-- An identifier that was seen with no other has a row all the same.
seen as (

    select
        person_identifiers.identifier,
        evidence.other_identifier,
        person_identifiers.person_key,
        coalesce(evidence.evidence, '(alone)') as evidence,
        evidence.evidence is not null and evidence.not_used_reason is null as is_used,
        case
            when evidence.evidence is null then '(alone)'
            else coalesce(evidence.not_used_reason, '(used)')
        end as not_used_reason,
        person_identifiers.is_shared

    from person_identifiers
    left join evidence on person_identifiers.identifier = evidence.identifier

),

-- Addresses leave the warehouse only as hashes.
bridge as (

    select
        case
            when identifier like 'email:%' then 'email:' || md5(identifier)
            else identifier
        end as identifier,
        split_part(identifier, ':', 1) as identifier_kind,
        coalesce(
            case
                when other_identifier like 'email:%' then 'email:' || md5(other_identifier)
                else other_identifier
            end,
            '(none)'
        ) as other_identifier,
        evidence,
        person_key,
        is_used,
        not_used_reason,
        is_shared

    from seen

)

select * from bridge
