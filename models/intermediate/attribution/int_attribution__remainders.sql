-- What rounding each credit leaves over, or hands out too much: the last touch sets it right.
with

weights as (

    select * from {{ ref('int_attribution__weights') }}

),

goals as (

    select * from {{ ref('int_attribution__valued_goals') }}
    where goal_value != 0

),

remainders as (

    select
        goals.goal_key,
        weights.model_number,
        max(weights.touch_number) as touch_number,
        cast(
            min(goals.goal_value)
            - sum({{ share_of('goals.goal_value', 'weights.weight') }}) as decimal(18, 6)
        ) as remainder

    from weights
    inner join goals on weights.goal_number = goals.goal_number
    group by goals.goal_key, weights.model_number

)

select * from remainders
where remainder != 0
