-- How long each journey is, and which of its touches hold the milestones: the last one at or before
-- the time of the milestone; 0 where none was there yet.
with

journeys as (

    select * from {{ ref('int_attribution__journeys') }}

),

goals as (

    select * from {{ ref('int_attribution__goals') }}

),

milestones as (

    select
        journeys.goal_number,
        journeys.lens_number,
        goals.goal_type,
        count(*) as touch_count,
        count(*) filter (where journeys.touched_at <= goals.lead_at) as lead_touch_number,
        count(*) filter (where journeys.touched_at <= goals.opportunity_at)
            as opportunity_touch_number,
        count(*) filter (where journeys.touched_at <= goals.closed_at) as close_touch_number,
        min(journeys.days_before) as least_days_before

    from journeys
    inner join goals on journeys.goal_number = goals.goal_number
    group by journeys.goal_number, journeys.lens_number, goals.goal_type

)

select * from milestones
