-- What share of its goal each touch earns by each model. Every rule is arithmetic on the number of
-- the touch and on the numbers of those that hold the milestones.
with

journeys as (

    select * from {{ ref('int_attribution__journeys') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

weight_classes as (

    select * from {{ ref('weight_classes') }}

),

channel_effects as (

    select * from {{ ref('fct_channel_effects') }}

),

-- What each touch holds: the milestones of the model, or a weight relative to the other touches.
asked as (

    select
        journeys.goal_key,
        journeys.touchpoint_key,
        journeys.touch_number,
        journeys.touch_count,
        journeys.person_weight,
        models.attribution_model,
        models.attribution_scope,
        models.kind,
        1 - models.first_weight - models.lead_weight - models.opportunity_weight
        - models.close_weight - models.last_weight as middle_weight,
        case when journeys.touch_number = 1 then models.first_weight else 0 end
        + case
            when journeys.touch_number = journeys.lead_touch_number then models.lead_weight
            else 0
        end
        + case
            when journeys.touch_number = journeys.opportunity_touch_number
                then models.opportunity_weight
            else 0
        end
        + case
            when journeys.touch_number = journeys.close_touch_number then models.close_weight
            else 0
        end
        + case when journeys.touch_number = journeys.touch_count then models.last_weight else 0 end
            as milestone_weight,
        case models.kind
            when 'linear' then 1
            when 'time_decay'
                then power(2, -journeys.days_before_last / cast(models.half_life_days as double))
            when 'position_decay' then power(2, journeys.touch_number - journeys.touch_count)
            when 'weighted' then cast(weight_classes.weight as double)
            when 'shapley_total'
                then
                    1.0 / count(*) over (
                        partition by
                            journeys.goal_key,
                            models.attribution_model,
                            models.attribution_scope,
                            journeys.channel
                    )
            when 'milestone' then 0
            else greatest(coalesce(channel_effects.effect, 0), 0)
        end as relative_weight

    from journeys
    inner join models
        on
        journeys.attribution_scope = models.attribution_scope
        and journeys.touches = models.touches
    left join weight_classes on journeys.weight_class = weight_classes.weight_class
    left join channel_effects
        on
        models.attribution_model = channel_effects.attribution_model
        and models.attribution_scope = channel_effects.attribution_scope
        and journeys.goal_type = channel_effects.goal_type
        and journeys.channel = channel_effects.channel

),

compared as (

    select
        *,
        sum(milestone_weight) over journey as present_weight,
        count(*) filter (where milestone_weight = 0) over journey as middle_touches,
        sum(relative_weight) over journey as relative_total

    from asked
    window
        journey as (
            partition by goal_key, attribution_model, attribution_scope
            order by touch_number
            rows between unbounded preceding and unbounded following
        )

),

-- The share of a milestone that the journey lacks goes to those it has, and so does the middle when
-- nothing lies between.
claimed as (

    select
        *,
        person_weight * case
            when kind != 'milestone' and relative_total > 0 then relative_weight
            when kind != 'milestone' then 1
            when milestone_weight > 0 and middle_touches > 0
                then
                    (1 - middle_weight) * cast(milestone_weight as double)
                    / cast(present_weight as double)
            when milestone_weight > 0
                then cast(milestone_weight as double) / cast(present_weight as double)
            when present_weight > 0 then cast(middle_weight as double) / middle_touches
            else 1.0 / middle_touches
        end as claim

    from compared

),

-- Shares of what is claimed, so that every goal is credited exactly once.
weighed as (

    select
        goal_key,
        touchpoint_key,
        touch_number,
        attribution_model,
        attribution_scope,
        cast(
            cast(claim as double) / sum(cast(claim as double)) over (
                partition by goal_key, attribution_model, attribution_scope
                order by touch_number
                rows between unbounded preceding and unbounded following
            ) as decimal(19, 18)
        ) as weight

    from claimed
    where claim > 0

)

select * from weighed
where weight > 0
