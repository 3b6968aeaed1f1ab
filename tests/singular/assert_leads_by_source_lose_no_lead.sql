-- Leads by source are all leads, as far as sales says that they got, and the money of each won deal
-- once; those of the website's rates are the same ones.
{{ config(group='marketing') }}

with

facts as (

    select
        cast(date_trunc('month', created_at) as date) as month_start_date,
        count(*) as leads

    from {{ ref('fct_leads') }}
    where created_at is not null
    group by cast(date_trunc('month', created_at) as date)

),

funnel as (

    select
        cohort_month_start_date as month_start_date,
        sum(entered_leads) filter (where lead_stage = 'mql') as mqls,
        sum(entered_leads) filter (where lead_stage = 'opportunity') as opportunities,
        sum(entered_leads) filter (where lead_stage = 'won') as won_leads

    from {{ ref('sales__lead_funnel') }}
    group by cohort_month_start_date

),

by_source as (

    select
        cohort_month_start_date as month_start_date,
        sum(leads) as leads,
        sum(mqls) as mqls,
        sum(opportunities) as opportunities,
        sum(won_leads) as won_leads

    from {{ ref('marketing__leads_by_source') }}
    group by cohort_month_start_date

),

generation as (

    select
        month_start_date,
        new_leads

    from {{ ref('marketing__lead_generation') }}
    where new_leads > 0

),

deals as (

    select distinct
        opportunity_key,
        won_amount

    from {{ ref('fct_leads') }}
    where opportunity_key is not null and created_at is not null

),

deal_totals as (

    select coalesce(sum(won_amount), 0) as won_amount
    from deals

),

mart_totals as (

    select coalesce(sum(won_amount), 0) as won_amount
    from {{ ref('marketing__leads_by_source') }}

)

select
    'month ' || cast(
        coalesce(
            facts.month_start_date, by_source.month_start_date, generation.month_start_date
        ) as varchar
    ) as what

from facts
full join by_source on facts.month_start_date = by_source.month_start_date
full join generation on facts.month_start_date = generation.month_start_date
left join funnel on facts.month_start_date = funnel.month_start_date
where
    facts.leads is distinct from by_source.leads
    or facts.leads is distinct from generation.new_leads
    or funnel.mqls is distinct from by_source.mqls
    or funnel.opportunities is distinct from by_source.opportunities
    or funnel.won_leads is distinct from by_source.won_leads

union all

select 'won amount' as what
from deal_totals
cross join mart_totals
where deal_totals.won_amount != mart_totals.won_amount
