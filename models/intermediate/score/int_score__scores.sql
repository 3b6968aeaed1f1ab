with

days as (

    select * from {{ ref('int_score__days') }}

),

versions as (

    select * from {{ ref('lead_score_versions') }}

),

points as (

    select * from {{ ref('fct_lead_score_points') }}

),

versioned as (

    select
        days.*,
        versions.score_version,
        versions.mql_threshold,
        versions.half_life_days,
        versions.lowest_score,
        versions.highest_score

    from days
    inner join versions
        on
        days.scored_date >= versions.valid_from_date
        and (versions.valid_to_date is null or days.scored_date < versions.valid_to_date)

),

by_rule as (

    select
        versioned.lead_key,
        versioned.scored_date,
        points.rule_name,
        points.rule_kind,
        points.reason,
        points.is_hand_raise,
        sum({{ points_on_day(
            'points.points', 'points.half_life_days', 'points.shown_date', 'versioned.scored_date'
        ) }}) as points

    from versioned
    inner join points
        on
        versioned.lead_key = points.lead_key
        and versioned.score_version = points.score_version
        and versioned.scored_date >= points.points_from_date
    group by
        versioned.lead_key, versioned.scored_date, points.rule_name, points.rule_kind,
        points.reason, points.is_hand_raise

),

placed as (

    select
        *,
        row_number() over (
            partition by lead_key, scored_date
            order by abs(points) desc, rule_name asc
        ) as place

    from by_rule

),

by_day as (

    select
        lead_key,
        scored_date,
        sum(case when rule_kind = 'fit' then points else 0 end) as fit_points,
        sum(case when rule_kind = 'behaviour' then points else 0 end) as behaviour_points,
        sum(case when rule_kind = 'negative' then points else 0 end) as negative_points,
        sum(points) as all_points,
        bool_or(is_hand_raise) as has_raised_hand,
        string_agg(
            reason || ' (' || cast(cast(points as decimal(9, 1)) as varchar) || ')', '; '
            order by place
        ) filter (where place <= 5 and abs(points) >= 0.05) as reasons

    from placed
    group by lead_key, scored_date

),

scored as (

    select
        versioned.lead_key,
        versioned.scored_date,
        versioned.is_change,
        versioned.is_judged,
        versioned.is_today,
        versioned.score_version,
        versioned.mql_threshold,
        versioned.half_life_days,
        cast(coalesce(by_day.fit_points, 0) as decimal(18, 4)) as fit_points,
        cast(coalesce(by_day.behaviour_points, 0) as decimal(18, 4)) as behaviour_points,
        cast(coalesce(by_day.negative_points, 0) as decimal(18, 4)) as negative_points,
        cast(
            greatest(
                least(coalesce(by_day.all_points, 0), versioned.highest_score),
                versioned.lowest_score
            ) as decimal(18, 4)
        ) as score,
        coalesce(by_day.has_raised_hand, false) as has_raised_hand,
        coalesce(by_day.reasons, '(none)') as reasons

    from versioned
    left join by_day
        on
        versioned.lead_key = by_day.lead_key
        and versioned.scored_date = by_day.scored_date

),

judged as (

    select
        *,
        score >= mql_threshold as is_at_threshold,
        score >= mql_threshold or has_raised_hand as is_qualified

    from scored

)

select * from judged
