-- An identifier that leads to two people, evidence that is used and leads from one person to
-- another, or a person whose own name leads to somebody else.
{{ config(group='platform') }}

with

identifiers as (

    select * from {{ ref('bridge_person_identifiers') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

persons as (

    select distinct
        identifier,
        person_key
    from identifiers

),

of_two as (

    select
        identifier,
        'two people' as complaint

    from persons
    group by identifier
    having count(*) > 1

),

torn as (

    select
        identifiers.identifier,
        'used, and yet not the same person as ' || identifiers.other_identifier as complaint

    from identifiers
    inner join persons on identifiers.other_identifier = persons.identifier
    where identifiers.is_used and identifiers.person_key != persons.person_key

),

astray as (

    select
        people.person_key as identifier,
        'named after somebody else' as complaint

    from people
    left join persons on people.person_key = persons.identifier
    where
        people.person_key not like 'email:%'
        and people.person_key is distinct from persons.person_key

),

unknown as (

    select
        persons.identifier,
        'nobody in dim_people' as complaint

    from persons
    left join people on persons.person_key = people.person_key
    where people.person_key is null

)

select * from of_two
union all
select * from torn
union all
select * from astray
union all
select * from unknown
