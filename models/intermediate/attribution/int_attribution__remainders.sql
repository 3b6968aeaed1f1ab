-- What rounding each credit leaves over, or hands out too much: the last touch sets it right.
with

weights as (

    select * from {{ ref('int_attribution__weights') }}

),

goals as (

    select * from {{ ref('int_attribution__valued_goals') }}
    where goal_value != 0

),

sums as (

    select
        goals.goal_key,
        weights.model_number,
        max(weights.touch_number) as touch_number,
        cast(
            min(goals.goal_value)
            - sum({{ share_of('goals.goal_value', 'weights.weight') }}) as decimal(18, 6)
        ) as rounding_error

    from weights
    inner join goals on weights.goal_number = goals.goal_number
    group by goals.goal_key, weights.model_number

),

remainders as (

    select * from sums
    where rounding_error != 0

)

select * from remainders
