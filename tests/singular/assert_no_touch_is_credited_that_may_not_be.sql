-- Nothing that happened after the goal or before its lookback, nothing that may not earn credit, of
-- the other side or for another deal is in the ledger. A refund has the touches of its deal.
{{ config(group='platform') }}

with

touched_goals as (

    select
        goals.goal_key,
        credited.opportunity_key,
        credited.reached_at,
        {{ dbt.dateadd('day', '-goal_types.lookback_days', 'credited.reached_at') }} as earliest_at

    from {{ ref('fct_goals') }} as goals
    inner join {{ ref('fct_goals') }} as credited
        on coalesce(goals.refunded_goal_key, goals.goal_key) = credited.goal_key
    left join {{ ref('goal_types') }} as goal_types on credited.goal_type = goal_types.goal_type

)

select
    ledger.goal_key,
    ledger.touchpoint_key,
    ledger.attribution_scope,
    touched_goals.reached_at,
    touchpoints.touched_at,
    touchpoints.not_creditable_reason

from {{ ref('fct_attribution') }} as ledger
inner join {{ ref('attribution_scopes') }} as scopes
    on ledger.attribution_scope = scopes.attribution_scope
left join touched_goals on ledger.goal_key = touched_goals.goal_key
left join {{ ref('fct_touchpoints') }} as touchpoints
    on ledger.touchpoint_key = touchpoints.touchpoint_key
where
    ledger.touchpoint_key != '(no touch)'
    and (
        touched_goals.goal_key is null
        or touchpoints.touchpoint_key is null
        or touchpoints.touched_at > touched_goals.reached_at
        or touchpoints.touched_at < touched_goals.earliest_at
        or touchpoints.side != scopes.side
        or touchpoints.opportunity_key != touched_goals.opportunity_key
        or not touchpoints.is_creditable
    )
