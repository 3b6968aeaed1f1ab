-- What share of its goal each touch earns by each model.
with

claims as (

    select * from {{ ref('int_attribution__claims') }}

),

shares as (

    select * from {{ ref('int_attribution__shares') }}

),

weights as (

    select
        claims.goal_number,
        claims.model_number,
        claims.touch_number,
        claims.touchpoint_key,
        -- floating point may make 1 a little more
        cast(
            least(
                cast(claims.role_weight as double) * (
                    cast(claims.milestone_weight as double) * shares.per_milestone
                    + cast(claims.relative_weight as double) * shares.per_relative_claim
                    + case when claims.milestone_weight = 0 then shares.per_middle else 0 end
                ), 1
            ) as decimal(19, 18)
        ) as weight

    from claims
    inner join shares
        on
        claims.goal_number = shares.goal_number
        and claims.model_number = shares.model_number

),

earned as (

    select * from weights
    where weight > 0

)

select * from earned
