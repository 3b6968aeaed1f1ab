-- A deal is in one stage at a time: it leaves each stage the moment it enters the next.
{{ config(group='platform') }}

with

entries as (

    select
        opportunity_key,
        entered_at,
        exited_at,
        is_current,
        lead(entered_at) over (partition by opportunity_key order by entry_number)
            as next_entered_at

    from {{ ref('fct_opportunity_stages') }}

)

select *
from entries
where
    exited_at < entered_at
    or coalesce(exited_at != next_entered_at, exited_at is not null)
    or is_current != (next_entered_at is null)
