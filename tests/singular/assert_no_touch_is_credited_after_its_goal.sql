-- Nothing that happened after the goal, and nothing that may not earn credit, is in the ledger.
{{ config(group='platform') }}

select
    ledger.goal_key,
    ledger.touchpoint_key,
    goals.reached_at,
    touchpoints.touched_at,
    touchpoints.not_creditable_reason

from {{ ref('fct_attribution') }} as ledger
inner join {{ ref('fct_goals') }} as goals on ledger.goal_key = goals.goal_key
left join {{ ref('fct_touchpoints') }} as touchpoints
    on ledger.touchpoint_key = touchpoints.touchpoint_key
where
    ledger.touchpoint_key != '(no touch)'
    and (
        touchpoints.touchpoint_key is null
        or touchpoints.touched_at > goals.reached_at
        or not touchpoints.is_creditable
    )
