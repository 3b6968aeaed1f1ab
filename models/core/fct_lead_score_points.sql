with

points as (

    select
        lead_key,
        score_version,
        rule_name,
        rule_kind,
        reason,
        is_hand_raise,
        shown_date,
        points_from_date,
        points_to_date,
        half_life_days,
        cast(times as bigint) as times,
        points

    from {{ ref('int_score__points') }}

)

select * from points
