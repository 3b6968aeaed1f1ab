-- What a touch earned when the month was closed and what it earns now, where that is not the same.
-- A touch that counts for another channel now is two rows.
with

reported as (

    select
        month_start_date,
        goal_type,
        goal_key,
        attribution_model,
        attribution_scope,
        touchpoint_key,
        channel,
        weight as reported_weight,
        cast(0 as decimal(19, 18)) as current_weight,
        credit_amount as reported_amount,
        cast(0 as decimal(18, 6)) as current_amount
    from {{ ref('fct_attribution_as_reported') }}

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
        cast(0 as decimal(19, 18)) as reported_weight,
        ledger.weight as current_weight,
        cast(0 as decimal(18, 6)) as reported_amount,
        ledger.credit_amount as current_amount

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

stacked as (

    select * from reported
    union all
    select * from current_credits

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
        cast(sum(reported_weight) as decimal(19, 18)) as reported_weight,
        cast(sum(current_weight) as decimal(19, 18)) as current_weight,
        cast(sum(reported_amount) as decimal(18, 6)) as reported_amount,
        cast(sum(current_amount) as decimal(18, 6)) as current_amount

    from stacked
    group by 1, 2, 3, 4, 5, 6, 7
    having
        sum(reported_weight) != sum(current_weight)
        or sum(reported_amount) != sum(current_amount)

)

select * from moved
