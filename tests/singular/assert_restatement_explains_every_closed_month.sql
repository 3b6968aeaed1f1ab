-- What was reported and the causes add up to what the ledger says now, for every closed month,
-- model and channel, to the digit; a month without rows has not moved.
{{ config(group='platform') }}

with

closings as (

    select distinct
        frozen_date,
        rule_name
    from {{ ref('fct_attribution_rules_as_reported') }}
    where rule_kind = 'attribution_models'

),

closed as (

    select cast(date_trunc('month', max(frozen_date)) as date) as open_from_date
    from {{ ref('fct_attribution_rules_as_reported') }}

),

closed_goals as (

    select
        goals.goal_key,
        goals.goal_type,
        cast(date_trunc('month', goals.reached_date) as date) as month_start_date,
        min(closings.frozen_date) as frozen_date

    from {{ ref('fct_goals') }} as goals
    cross join closed
    inner join closings on date_trunc('month', closings.frozen_date) > goals.reached_date
    where goals.reached_date < closed.open_from_date
    group by goals.goal_key, goals.goal_type, date_trunc('month', goals.reached_date)

),

lines as (

    select
        month_start_date,
        goal_type,
        attribution_model,
        attribution_scope,
        channel,
        weight,
        credit_amount
    from {{ ref('fct_attribution_as_reported') }}

    union all

    select
        month_start_date,
        goal_type,
        attribution_model,
        attribution_scope,
        channel,
        goals_difference as weight,
        amount_difference as credit_amount
    from {{ ref('joint__attribution_restatement') }}

    union all

    select
        closed_goals.month_start_date,
        closed_goals.goal_type,
        ledger.attribution_model,
        ledger.attribution_scope,
        coalesce(touchpoints.channel, '(no touch)') as channel,
        -ledger.weight as weight,
        -ledger.credit_amount as credit_amount

    from closed_goals
    inner join {{ ref('fct_attribution') }} as ledger on closed_goals.goal_key = ledger.goal_key
    inner join closings
        on
        closed_goals.frozen_date = closings.frozen_date
        and closings.rule_name = ledger.attribution_model || ' ' || ledger.attribution_scope
    left join {{ ref('fct_touchpoints') }} as touchpoints
        on ledger.touchpoint_key = touchpoints.touchpoint_key

)

select
    month_start_date,
    goal_type,
    attribution_model,
    attribution_scope,
    channel,
    sum(weight) as unexplained_goals,
    sum(credit_amount) as unexplained_amount

from lines
group by month_start_date, goal_type, attribution_model, attribution_scope, channel
having sum(weight) != 0 or sum(credit_amount) != 0
