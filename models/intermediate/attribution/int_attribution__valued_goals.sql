-- What the ledger credits, and whose weights it does it with. Money that goes back is taken from
-- those who were credited with it, with the same weights.
with

goals as (

    select * from {{ ref('fct_goals') }}

),

numbered as (

    select * from {{ ref('int_attribution__goals') }}

),

valued as (

    select
        goals.goal_key,
        numbered.goal_number,
        goals.goal_value

    from goals
    inner join numbered on coalesce(goals.refunded_goal_key, goals.goal_key) = numbered.goal_key

)

select * from valued
