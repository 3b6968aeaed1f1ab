-- Whatever the model and scope, a goal is credited once: weights add up to 1, credits to its value,
-- and no model forgets a goal. Only goals without a time cannot be credited.
{{ config(group='platform') }}

with

goals as (

    select
        goals.goal_key,
        goals.goal_value,
        models.attribution_model

    from {{ ref('fct_goals') }} as goals
    cross join {{ ref('attribution_models') }} as models

),

credited as (

    select
        goal_key,
        attribution_model,
        sum(weight) as weight,
        min(weight) as least_weight,
        sum(credit_amount) as credit_amount

    from {{ ref('fct_attribution') }}
    group by goal_key, attribution_model, attribution_scope

)

select
    goals.goal_key,
    goals.attribution_model,
    goals.goal_value,
    credited.weight,
    credited.credit_amount

from goals
left join credited
    on
    goals.goal_key = credited.goal_key
    and goals.attribution_model = credited.attribution_model
where
    credited.goal_key is null
    or abs(credited.weight - 1) > 1e-9
    or credited.least_weight <= 0
    or credited.credit_amount != goals.goal_value
