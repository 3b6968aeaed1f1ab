-- What a goal has to give by a model: per unit of a milestone's weight, per unit of relative
-- weight, and to each touch in the middle. The share of a milestone that the journey lacks goes to
-- those it has, and so does the middle when nothing lies between.
with

claims as (

    select * from {{ ref('int_attribution__claims') }}

),

models as (

    select
        *,
        first_weight + lead_weight + opportunity_weight + close_weight + last_weight
            as milestones_weight

    from {{ ref('int_attribution__models') }}

),

asked as (

    select
        goal_number,
        model_number,
        cast(sum(milestone_weight) as double) as present_weight,
        count(*) filter (where milestone_weight = 0) as middle_touches,
        cast(sum(milestone_weight * role_weight) as double) as milestone_claims,
        cast(sum(relative_weight * role_weight) as double) as relative_claims,
        cast(sum(role_weight) filter (where milestone_weight = 0) as double) as middle_claims

    from claims
    group by goal_number, model_number

),

given as (

    select
        asked.*,
        models.kind,
        case
            when asked.present_weight = 0 then 0
            when asked.middle_touches = 0 then 1 / asked.present_weight
            else models.milestones_weight / asked.present_weight
        end as per_milestone,
        case
            when asked.middle_touches = 0 then 0
            when asked.present_weight = 0 then 1.0 / asked.middle_touches
            else (1 - models.milestones_weight) / cast(asked.middle_touches as double)
        end as per_middle

    from asked
    inner join models on asked.model_number = models.model_number

),

totals as (

    select
        *,
        per_milestone * milestone_claims + per_middle * coalesce(middle_claims, 0) as total

    from given

),

-- Where nothing asked for anything, all touches get the same.
shares as (

    select
        goal_number,
        model_number,
        case when kind = 'milestone' then per_milestone / total else 0 end as per_milestone,
        case
            when kind = 'milestone' then per_middle / total
            when relative_claims = 0 then 1 / middle_claims
            else 0
        end as per_middle,
        coalesce(1 / nullif(relative_claims, 0), 0) as per_relative_claim

    from totals

)

select * from shares
