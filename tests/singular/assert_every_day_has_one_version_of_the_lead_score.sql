{{ config(group='marketing') }}

with

versions as (

    select
        score_version,
        valid_from_date,
        valid_to_date,
        lowest_score,
        highest_score,
        half_life_days,
        lead(valid_from_date) over (order by valid_from_date, score_version) as next_from_date

    from {{ ref('lead_score_versions') }}

)

select
    score_version,
    valid_from_date,
    valid_to_date

from versions
where
    valid_to_date is distinct from next_from_date
    or lowest_score > highest_score
    or half_life_days <= 0
