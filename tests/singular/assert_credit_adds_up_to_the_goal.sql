-- Whatever the model and scope, a goal is credited once: weights add up to 1, credits to its value,
-- and no model forgets a goal. (no touch) takes the whole of it or nothing.
{{ config(group='platform') }}

with

goals as (

    select
        goals.goal_key,
        goals.goal_value,
        models.attribution_model,
        models.attribution_scope

    from {{ ref('fct_goals') }} as goals
    cross join {{ ref('attribution_models') }} as models

),

credited as (

    select
        goal_key,
        attribution_model,
        attribution_scope,
        count(*) as touches,
        sum(weight) as weight,
        min(weight) as least_weight,
        count(*) filter (where touchpoint_key = '(no touch)') as no_touches,
        sum(credit_amount) as credit_amount

    from {{ ref('fct_attribution') }}
    group by goal_key, attribution_model, attribution_scope

)

select
    coalesce(goals.goal_key, credited.goal_key) as goal_key,
    coalesce(goals.attribution_model, credited.attribution_model) as attribution_model,
    coalesce(goals.attribution_scope, credited.attribution_scope) as attribution_scope,
    goals.goal_value,
    credited.weight,
    credited.credit_amount

from goals
full outer join credited
    on
    goals.goal_key = credited.goal_key
    and goals.attribution_model = credited.attribution_model
    and goals.attribution_scope = credited.attribution_scope
where
    goals.goal_key is null
    or credited.goal_key is null
    or abs(credited.weight - 1) > 1e-9
    or credited.least_weight <= 0
    or credited.credit_amount != goals.goal_value
    or (credited.no_touches > 0 and credited.touches > 1)
