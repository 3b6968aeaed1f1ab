with

goals as (

    select * from {{ ref('fct_goals') }}

),

weights as (

    select * from {{ ref('int_attribution__weights') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

-- Money that goes back is taken from those who were credited with it, with the same weights.
valued as (

    select
        weights.goal_key,
        weights.touchpoint_key,
        weights.touch_number,
        weights.attribution_model,
        weights.attribution_scope,
        weights.weight,
        goals.goal_value

    from weights
    inner join goals on weights.goal_key = goals.goal_key

    union all

    select
        goals.goal_key,
        weights.touchpoint_key,
        weights.touch_number,
        weights.attribution_model,
        weights.attribution_scope,
        weights.weight,
        goals.goal_value

    from weights
    inner join goals on weights.goal_key = goals.refunded_goal_key

),

-- Rounding the running total instead of each credit leaves nothing over and nothing missing.
running as (

    select
        *,
        case
            when
                row_number() over (
                    partition by goal_key, attribution_model, attribution_scope
                    order by touch_number desc
                ) = 1
                then goal_value
            else
                cast(
                    goal_value * cast(
                        sum(weight) over (
                            partition by goal_key, attribution_model, attribution_scope
                            order by touch_number
                            rows between unbounded preceding and current row
                        ) as decimal(19, 18)
                    ) as decimal(18, 6)
                )
        end as credit_up_to_here

    from valued

),

credited as (

    select
        goal_key,
        touchpoint_key,
        attribution_model,
        attribution_scope,
        weight,
        cast(
            credit_up_to_here - coalesce(
                lag(credit_up_to_here) over (
                    partition by goal_key, attribution_model, attribution_scope
                    order by touch_number
                ), 0
            ) as decimal(18, 6)
        ) as credit_amount

    from running

),

-- What nobody touched stays in the ledger, or the models would promise more than there was.
touched as (

    select distinct
        goal_key,
        attribution_model,
        attribution_scope

    from credited

),

untouched as (

    select
        goals.goal_key,
        '(no touch)' as touchpoint_key,
        models.attribution_model,
        models.attribution_scope,
        cast(1 as decimal(19, 18)) as weight,
        goals.goal_value as credit_amount

    from goals
    cross join models
    left join touched
        on
        goals.goal_key = touched.goal_key
        and models.attribution_model = touched.attribution_model
        and models.attribution_scope = touched.attribution_scope
    where touched.goal_key is null

),

ledger as (

    select * from credited
    union all
    select * from untouched

)

select * from ledger
