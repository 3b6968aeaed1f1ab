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

    select
        refunds.goal_key,
        ledger.touchpoint_key,
        ledger.attribution_model,
        ledger.attribution_scope,
        ledger.weight

    from refunds
    inner join {{ ref('fct_attribution') }} as ledger on refunds.goal_key = ledger.goal_key

),

earned as (

    select
        refunds.goal_key,
        ledger.touchpoint_key,
        ledger.attribution_model,
        ledger.attribution_scope,
        ledger.weight

    from refunds
    inner join {{ ref('fct_attribution') }} as ledger
        on refunds.refunded_goal_key = ledger.goal_key

)

(select * from taken except select * from earned)
union all
(select * from earned except select * from taken)
