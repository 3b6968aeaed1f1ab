with

scores as (

    select * from {{ ref('int_score__scores') }}
    where is_change

),

published as (

    select
        lead_key,
        scored_date as valid_from_date,
        lead(scored_date) over (partition by lead_key order by scored_date) as valid_to_date,
        score_version,
        mql_threshold,
        half_life_days,
        fit_points,
        behaviour_points,
        negative_points,
        score,
        has_raised_hand,
        is_at_threshold,
        is_qualified,
        reasons

    from scores

)

select * from published
