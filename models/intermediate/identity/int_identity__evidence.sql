-- Not every two identifiers that were seen together are one person. What is refused stays, with the
-- reason.
with

edges as (

    select * from {{ ref('int_identity__edges') }}
    where identifier != other_identifier

),

identifier_kinds as (

    select * from {{ ref('identifier_kinds') }}

),

impersonal as (

    select * from {{ ref('int_identity__impersonal_identifiers') }}

),

-- A merge is what somebody who knew better said; nothing here knows better.
judged as (

    select
        edges.identifier,
        edges.other_identifier,
        edges.evidence,
        case
            when edges.evidence != 'contacts merged'
                then coalesce(ours.reason, theirs.reason)
        end as reason

    from edges
    left join impersonal as ours on edges.identifier = ours.identifier
    left join impersonal as theirs on edges.other_identifier = theirs.identifier

),

ends as (

    select
        identifier,
        other_identifier
    from judged
    where reason is null and evidence != 'contacts merged'

    union

    select
        other_identifier as identifier,
        identifier as other_identifier
    from judged
    where reason is null and evidence != 'contacts merged'

),

counted as (

    select
        identifier,
        split_part(identifier, ':', 1) as kind,
        count(*) filter (where other_identifier not like 'visitor:%') as neighbours,
        count(*) filter (where other_identifier like 'visitor:%') as browsers

    from ends
    group by identifier

),

crowded as (

    select counted.identifier
    from counted
    inner join identifier_kinds on counted.kind = identifier_kinds.kind
    where
        counted.neighbours > identifier_kinds.connects_up_to
        or counted.browsers > identifier_kinds.browsers_up_to

),

evidence as (

    select
        judged.identifier,
        judged.other_identifier,
        judged.evidence,
        coalesce(
            judged.reason,
            case
                when
                    judged.evidence != 'contacts merged'
                    and (crowded.identifier is not null or crowded_others.identifier is not null)
                    then 'connects too many'
            end
        ) as not_used_reason,

        -- which side is at fault
        crowded.identifier is not null as is_crowded,
        crowded_others.identifier is not null as is_other_crowded

    from judged
    left join crowded on judged.identifier = crowded.identifier
    left join crowded as crowded_others
        on judged.other_identifier = crowded_others.identifier

)

select * from evidence
