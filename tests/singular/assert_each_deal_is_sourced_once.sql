-- Every deal is sourced by marketing, sales or a partner, by one of them alone, and together they
-- sourced all that the CRM won, month by month. The first touch is that of the ledger.
{{ config(group='joint') }}

with

crm as (

    select
        opportunity_key,
        is_won,
        cast(date_trunc('month', close_date) as date) as month_start_date,
        coalesce(reporting_amount, 0) as won_amount

    from {{ ref('fct_opportunities') }}

),

won as (

    select
        month_start_date,
        count(*) as won_deals,
        sum(won_amount) as won_amount

    from crm
    where is_won and month_start_date is not null
    group by month_start_date

),

by_side as (

    select
        month_start_date,
        sum(sourced_deals) as sourced_deals,
        sum(sourced_amount) as sourced_amount

    from {{ ref('joint__sourced_revenue') }}
    where deal_state = 'won'
    group by month_start_date

),

by_month as (

    select
        month_start_date,
        won_opportunities as sourced_deals,
        marketing_sourced_amount + sales_sourced_amount + partner_sourced_amount
            as sourced_amount

    from {{ ref('joint__revenue') }}
    where revenue_amount = ledger_amount

),

opened as (

    select
        goals.opportunity_key,
        ledger.touchpoint_key

    from {{ ref('fct_attribution') }} as ledger
    inner join {{ ref('fct_goals') }} as goals on ledger.goal_key = goals.goal_key
    where
        goals.goal_type = 'opportunity_created'
        and ledger.attribution_model = 'first'
        and ledger.attribution_scope = 'account'

)

select
    'deal' as what,
    crm.opportunity_key as which
from crm
full join {{ ref('fct_opportunity_sources') }} as sources
    on crm.opportunity_key = sources.opportunity_key
where
    crm.opportunity_key is null
    or sources.opportunity_key is null
    or sources.sourced_by not in ('marketing', 'sales', 'partner')

union all

select
    'month by side' as what,
    cast(coalesce(won.month_start_date, by_side.month_start_date) as varchar) as which
from won
full join by_side on won.month_start_date = by_side.month_start_date
where
    won.won_deals is distinct from by_side.sourced_deals
    or won.won_amount is distinct from by_side.sourced_amount

union all

select
    'month' as what,
    cast(coalesce(won.month_start_date, by_month.month_start_date) as varchar) as which
from won
full join by_month on won.month_start_date = by_month.month_start_date
where
    won.won_deals is distinct from by_month.sourced_deals
    or won.won_amount is distinct from by_month.sourced_amount

union all

select
    'first touch' as what,
    sources.opportunity_key as which
from {{ ref('fct_opportunity_sources') }} as sources
inner join opened on sources.opportunity_key = opened.opportunity_key
where
    sources.sourced_by_rule = 'first touch'
    and sources.source_touchpoint_key != opened.touchpoint_key
