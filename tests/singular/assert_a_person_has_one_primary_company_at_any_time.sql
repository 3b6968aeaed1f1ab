-- The spells that count begin before all time, follow each other without gap or overlap, and last.
{{ config(group='platform') }}

with

spells as (

    select * from {{ ref('bridge_person_accounts') }}
    where is_primary

),

numbered as (

    select
        person_key,
        account_key,
        valid_from,
        valid_to,
        is_current,
        row_number() over (
            partition by person_key order by valid_from nulls first, account_key, spell
        ) as spell_number,
        lead(valid_from) over (
            partition by person_key order by valid_from nulls first, account_key, spell
        ) as next_from

    from spells

),

wrong as (

    select *
    from numbered
    where
        (spell_number = 1) != (valid_from is null)
        or valid_to is distinct from next_from
        or is_current != (valid_to is null)
        or valid_from >= valid_to

)

select * from wrong
