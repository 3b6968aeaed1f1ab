-- What a touch earned when the month was closed and what it earns now, where that is not the same.
-- A touch that counts for another channel now is two rows.
with

reported as (

    select * from {{ ref('fct_attribution_as_reported') }}

),

-- A model that did not exist reported nothing, so it restates nothing.
reported_models as (

    select * from {{ ref('fct_attribution_rules_as_reported') }}
    where rule_kind = 'attribution_models'

),

current_credits as (

    select
        goals.month_start_date,
        goals.goal_type,
        goals.goal_key,
        ledger.attribution_model,
        ledger.attribution_scope,
        ledger.touchpoint_key,
        coalesce(touchpoints.channel, '(no touch)') as channel,
        ledger.weight,
        ledger.credit_amount

    from {{ ref('int_attribution__restated_goals') }} as goals
    inner join {{ ref('fct_attribution') }} as ledger on goals.goal_key = ledger.goal_key
    inner join reported_models
        on
        goals.frozen_date = reported_models.frozen_date
        and reported_models.rule_name
        = ledger.attribution_model || ' ' || ledger.attribution_scope
    left join {{ ref('fct_touchpoints') }} as touchpoints
        on ledger.touchpoint_key = touchpoints.touchpoint_key
    where goals.is_current

),

joined as (

    select
        coalesce(reported.month_start_date, current_credits.month_start_date)
            as month_start_date,
        coalesce(reported.goal_type, current_credits.goal_type) as goal_type,
        coalesce(reported.goal_key, current_credits.goal_key) as goal_key,
        coalesce(reported.attribution_model, current_credits.attribution_model)
            as attribution_model,
        coalesce(reported.attribution_scope, current_credits.attribution_scope)
            as attribution_scope,
        coalesce(reported.touchpoint_key, current_credits.touchpoint_key) as touchpoint_key,
        coalesce(reported.channel, current_credits.channel) as channel,
        coalesce(reported.weight, 0) as reported_weight,
        coalesce(current_credits.weight, 0) as current_weight,
        coalesce(reported.credit_amount, 0) as reported_amount,
        coalesce(current_credits.credit_amount, 0) as current_amount

    from reported
    full join current_credits
        on
        reported.month_start_date = current_credits.month_start_date
        and reported.goal_type = current_credits.goal_type
        and reported.goal_key = current_credits.goal_key
        and reported.attribution_model = current_credits.attribution_model
        and reported.attribution_scope = current_credits.attribution_scope
        and reported.touchpoint_key = current_credits.touchpoint_key
        and reported.channel = current_credits.channel

),

moved as (

    select
        month_start_date,
        goal_type,
        goal_key,
        attribution_model,
        attribution_scope,
        touchpoint_key,
        channel,
        cast(reported_weight as decimal(19, 18)) as reported_weight,
        cast(current_weight as decimal(19, 18)) as current_weight,
        cast(reported_amount as decimal(18, 6)) as reported_amount,
        cast(current_amount as decimal(18, 6)) as current_amount

    from joined
    where reported_weight != current_weight or reported_amount != current_amount

)

select * from moved
