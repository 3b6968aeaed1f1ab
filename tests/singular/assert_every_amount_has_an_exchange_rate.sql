-- An amount that cannot be converted must stop the build: left out or left as it is, it would lie.
{{ config(group='platform') }}

select
    'opportunity' as record_kind,
    opportunity_key as record_key,
    currency_code,
    close_date as rate_date

from {{ ref('fct_opportunities') }}
where amount is not null and reporting_amount is null

union all

select
    'goal' as record_kind,
    goals.goal_key as record_key,
    null as currency_code,
    cast(goals.reached_at as date) as rate_date

from {{ ref('int_goals__converted') }} as goals
where goals.goal_value is null

union all

select
    'quota' as record_kind,
    quota_key as record_key,
    currency_code,
    period_start_date as rate_date

from {{ ref('fct_quotas') }}
where measure = 'revenue' and reporting_amount is null

union all

select
    'budget' as record_kind,
    budget_key as record_key,
    currency_code,
    month_start_date as rate_date

from {{ ref('fct_budgets') }}
where reporting_amount is null

union all

select
    'cost' as record_kind,
    cost_key as record_key,
    currency_code,
    month_start_date as rate_date

from {{ ref('fct_costs') }}
where reporting_amount is null
