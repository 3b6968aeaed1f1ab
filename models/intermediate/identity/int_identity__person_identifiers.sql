with recursive

edges as (

    select * from {{ ref('int_identity__edges') }}

),

both_ways as (

    select
        identifier,
        other_identifier

    from edges
    where identifier is not null and other_identifier is not null

    union

    select
        other_identifier as identifier,
        identifier as other_identifier

    from edges
    where identifier is not null and other_identifier is not null

),

-- A shared mailbox or a shared browser would weld strangers into one person.
shared as (

    select identifier
    from both_ways
    group by identifier
    having count(*) > {{ var('shared_identifier_limit') }}

),

links as (

    select both_ways.*
    from both_ways
    left join shared on both_ways.identifier = shared.identifier
    left join shared as other_shared on both_ways.other_identifier = other_shared.identifier
    where shared.identifier is null and other_shared.identifier is null

),

-- Transitive: whoever can be reached over any number of links is the same person.
reached (identifier, member) as (

    select
        identifier,
        other_identifier as member
    from links

    union

    select
        reached.identifier,
        links.other_identifier as member
    from reached
    inner join links on reached.member = links.identifier

),

members as (

    select
        identifier,
        member
    from reached

    union

    select
        identifier,
        identifier as member
    from edges
    where identifier is not null

    union

    select
        other_identifier as identifier,
        other_identifier as member
    from edges
    where other_identifier is not null

),

-- A person is named after its first identifier: contacts sort before leads, files and visitors. An
-- address is never published as a key: a person known by address alone is named by its hash.
named as (

    select
        identifier,
        coalesce(
            min(member) filter (where member not like 'email:%'),
            'email:' || md5(min(member))
        ) as person_key

    from members
    group by identifier

),

marked as (

    select
        named.identifier,
        named.person_key,
        shared.identifier is not null as is_shared

    from named
    left join shared on named.identifier = shared.identifier

)

select * from marked
