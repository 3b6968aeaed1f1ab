{{ config(group='marketing') }}

-- The score of every day is worked out again from the points alone, and every lead has one today.
with

points as (

    select * from {{ ref('fct_lead_score_points') }}

),

scores as (

    select
        scores.lead_key,
        scores.valid_from_date as scored_date,
        scores.score_version,
        scores.score

    from {{ ref('fct_lead_scores') }} as scores

    union

    select
        lead_key,
        observed_date as scored_date,
        score_version,
        score

    from {{ ref('fct_lead_score_observations') }}

),

summed as (

    select
        scores.lead_key,
        scores.scored_date,
        scores.score_version,
        scores.score,
        coalesce(sum({{ points_on_day(
            'points.points', 'points.half_life_days', 'points.shown_date', 'scores.scored_date'
        ) }}), 0) as points

    from scores
    left join points
        on
        scores.lead_key = points.lead_key
        and scores.score_version = points.score_version
        and scores.scored_date >= points.points_from_date
    group by scores.lead_key, scores.scored_date, scores.score_version, scores.score

)

select
    summed.lead_key,
    summed.scored_date as found_date,
    summed.score,
    summed.points

from summed
inner join {{ ref('lead_score_versions') }} as versions
    on summed.score_version = versions.score_version
where
    summed.score
    != greatest(least(summed.points, versions.highest_score), versions.lowest_score)

union all

select
    leads.lead_key,
    cast(leads.created_at as date) as found_date,
    cast(null as decimal(18, 4)) as score,
    cast(null as decimal(18, 4)) as points

from {{ ref('fct_leads') }} as leads
left join {{ ref('marketing__lead_scores') }} as scored on leads.lead_key = scored.lead_key
where scored.lead_key is null and cast(leads.created_at as date) <= {{ as_of() }}
