-- Opening and all movements make up closing: for every period, rep, team, region and currency, in
-- deals, in the deals' own currency and in the reporting currency. And what closes a period opens
-- the next.
{{ config(group='sales') }}

with

bridge as (

    select * from {{ ref('sales__pipeline_bridge') }}

),

sums as (

    select
        bridge_scope,
        period_type,
        period_start_date,
        owner_key,
        team_name,
        region,
        currency_code,
        sum(case when bridge_step = 'closing' then -deals else deals end) as deals_off,
        sum(case when bridge_step = 'closing' then -amount else amount end) as amount_off,
        sum(case when bridge_step = 'closing' then -reporting_amount else reporting_amount end)
            as reporting_amount_off

    from bridge
    group by
        bridge_scope, period_type, period_start_date, owner_key, team_name, region, currency_code

),

ends as (

    select
        period_type,
        cast({{ dbt.dateadd('day', 1, 'period_end_date') }} as date) as handover_date,
        owner_key,
        team_name,
        region,
        currency_code,
        deals,
        reporting_amount
    from bridge
    where bridge_scope = 'open' and bridge_step = 'closing' and period_end_date < {{ as_of() }}

    union all

    select
        period_type,
        period_start_date as handover_date,
        owner_key,
        team_name,
        region,
        currency_code,
        -deals as deals,
        -reporting_amount as reporting_amount
    from bridge
    where bridge_scope = 'open' and bridge_step = 'opening'

),

handed_over as (

    select
        period_type,
        handover_date,
        owner_key,
        team_name,
        region,
        currency_code,
        sum(deals) as deals_off,
        sum(reporting_amount) as reporting_amount_off

    from ends
    group by period_type, handover_date, owner_key, team_name, region, currency_code

)

select
    bridge_scope || ' ' || period_type as what,
    period_start_date,
    owner_key,
    team_name,
    currency_code,
    deals_off,
    reporting_amount_off
from sums
where deals_off != 0 or amount_off != 0 or reporting_amount_off != 0

union all

select
    'handover ' || period_type as what,
    handover_date as period_start_date,
    owner_key,
    team_name,
    currency_code,
    deals_off,
    reporting_amount_off
from handed_over
where deals_off != 0 or reporting_amount_off != 0
