-- A refund has the touches and weights of the deal it takes back, in every model and scope.
{{ config(group='platform') }}

with

refunds as (

    select
        goal_key,
        refunded_goal_key

    from {{ ref('fct_goals') }}
    where refunded_goal_key is not null

),

taken as (

    select ledger.*
    from refunds
    inner join {{ ref('fct_attribution') }} as ledger on refunds.goal_key = ledger.goal_key

),

earned as (

    select
        refunds.goal_key as refund_key,
        ledger.*

    from refunds
    inner join {{ ref('fct_attribution') }} as ledger
        on refunds.refunded_goal_key = ledger.goal_key

)

select
    coalesce(taken.goal_key, earned.refund_key) as goal_key,
    coalesce(taken.touchpoint_key, earned.touchpoint_key) as touchpoint_key,
    taken.weight as weight_taken,
    earned.weight as weight_earned

from taken
full outer join earned
    on
    taken.goal_key = earned.refund_key
    and taken.touchpoint_key = earned.touchpoint_key
    and taken.attribution_model = earned.attribution_model
    and taken.attribution_scope = earned.attribution_scope
where coalesce(taken.weight, 0) != coalesce(earned.weight, 0)
