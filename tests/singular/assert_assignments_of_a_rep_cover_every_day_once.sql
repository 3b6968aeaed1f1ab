-- Whoever asks for the team of a rep on a day gets one answer.
{{ config(group='platform') }}

with

periods as (

    select
        owner_key,
        valid_from,
        valid_to,
        lag(valid_to) over (
            partition by owner_key
            order by valid_from
        ) as previous_valid_to,
        lead(valid_from) over (
            partition by owner_key
            order by valid_from
        ) as next_valid_from

    from {{ ref('dim_rep_assignments') }}

)

select
    coalesce(periods.owner_key, reps.owner_key) as owner_key,
    periods.valid_from,
    periods.valid_to

from periods
full join {{ ref('dim_sales_reps') }} as reps on periods.owner_key = reps.owner_key
where
    periods.owner_key is null
    or periods.valid_from >= periods.valid_to
    or coalesce(periods.previous_valid_to, cast('1900-01-01' as date)) != periods.valid_from
    or coalesce(periods.next_valid_from, cast('9999-12-31' as date)) != periods.valid_to
