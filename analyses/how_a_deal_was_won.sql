-- The story of the dearest won deal: every touch that earned credit, in order, by the linear model.
with

dearest as (

    select
        goal_key,
        opportunity_key,
        goal_value

    from {{ ref('fct_goals') }}
    where goal_type = 'won'
    qualify row_number() over (order by goal_value desc, goal_key asc) = 1

),

story as (

    select
        dearest.opportunity_key,
        touchpoints.touched_at,
        touchpoints.touch_type,
        touchpoints.channel,
        touchpoints.side,
        ledger.weight,
        ledger.credit_amount

    from dearest
    inner join {{ ref('fct_attribution') }} as ledger on dearest.goal_key = ledger.goal_key
    left join {{ ref('fct_touchpoints') }} as touchpoints
        on ledger.touchpoint_key = touchpoints.touchpoint_key
    where ledger.attribution_model = 'linear'
    order by touchpoints.touched_at, touchpoints.touch_priority, touchpoints.touchpoint_key

)

select * from story
