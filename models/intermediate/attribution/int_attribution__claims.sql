-- What each touch asks for: the milestones it holds, and a weight relative to the other touches.
-- Every model is one or the other.
with

journeys as (

    select * from {{ ref('int_attribution__journeys') }}

),

milestones as (

    select * from {{ ref('int_attribution__milestones') }}

),

models as (

    select * from {{ ref('int_attribution__models') }}

),

weight_classes as (

    select * from {{ ref('weight_classes') }}

),

channel_effects as (

    select * from {{ ref('fct_channel_effects') }}
    where effect > 0

),

claims as (

    select
        journeys.goal_number,
        models.model_number,
        journeys.touch_number,
        journeys.touchpoint_key,
        case when models.has_role_weights then journeys.role_weight else 1 end as role_weight,
        case when journeys.touch_number = 1 then models.first_weight else 0 end
        + case
            when journeys.touch_number = milestones.lead_touch_number then models.lead_weight
            else 0
        end
        + case
            when journeys.touch_number = milestones.opportunity_touch_number
                then models.opportunity_weight
            else 0
        end
        + case
            when journeys.touch_number = milestones.close_touch_number then models.close_weight
            else 0
        end
        + case
            when journeys.touch_number = milestones.touch_count then models.last_weight
            else 0
        end
            as milestone_weight,
        cast(
            case models.kind
                when 'milestone' then 0
                when 'linear' then 1
                when 'time_decay'
                    then
                        power(
                            2,
                            (milestones.least_days_before - journeys.days_before)
                            / models.half_life_days
                        )
                when 'position_decay' then power(2, journeys.touch_number - milestones.touch_count)
                when 'weighted' then weight_classes.weight
                when 'shapley_total' then 1.0 / journeys.touches_of_channel
                else coalesce(channel_effects.effect, 0)
            end as decimal(28, 18)
        ) as relative_weight

    from journeys
    inner join milestones
        on
        journeys.goal_number = milestones.goal_number
        and journeys.lens_number = milestones.lens_number
    inner join models on journeys.lens_number = models.lens_number
    left join weight_classes on journeys.weight_class = weight_classes.weight_class
    left join channel_effects
        on
        models.attribution_model = channel_effects.attribution_model
        and models.attribution_scope = channel_effects.attribution_scope
        and milestones.goal_type = channel_effects.goal_type
        and journeys.channel = channel_effects.channel

)

select * from claims
