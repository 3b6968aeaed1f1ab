-- What deals are worth as goals, who brought them, and how often one was won before it stayed won.
with

leads as (

    select * from {{ ref('fct_leads') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

stage_entries as (

    select * from {{ ref('int_crm__stage_entries') }}

),

contact_people as (

    select
        identifier,
        person_key

    from {{ ref('int_identity__person_identifiers') }}
    where identifier like 'contact:%'

),

-- When the person of the deal became a lead, if one of the leads of the CRM became the deal.
deal_leads as (

    select
        opportunity_key,
        min(created_at) as lead_at

    from leads
    where opportunity_key is not null
    group by opportunity_key

),

reopenings as (

    select
        opportunity_key,
        cast(count(*) as integer) as reopened_count

    from stage_entries
    where previous_stage = 'won'
    group by opportunity_key

),

deals as (

    select
        opportunities.*,
        contact_people.person_key,
        deal_leads.lead_at,
        coalesce(reopenings.reopened_count, 0) as reopened_count,
        opportunities.reporting_amount is not null as has_value,
        cast(coalesce(opportunities.reporting_amount, 0) as decimal(18, 6)) as goal_value

    from opportunities
    left join contact_people
        on 'contact:' || opportunities.primary_contact_key = contact_people.identifier
    left join deal_leads on opportunities.opportunity_key = deal_leads.opportunity_key
    left join reopenings on opportunities.opportunity_key = reopenings.opportunity_key

),

-- A CRM knows a refund as a deal of negative value. It takes back what the company bought last.
refunds as (

    select
        refunded.opportunity_key,
        bought.opportunity_key as bought_opportunity_key

    from deals as refunded
    inner join deals as bought
        on
        refunded.account_key = bought.account_key
        and refunded.closed_at >= bought.closed_at
    where
        refunded.is_won
        and refunded.goal_value < 0
        and bought.is_won
        and bought.goal_value > 0
    qualify
        row_number() over (
            partition by refunded.opportunity_key
            order by bought.closed_at desc, bought.opportunity_key asc
        ) = 1

),

valued as (

    select
        deals.opportunity_key,
        deals.source_system,
        deals.account_key,
        deals.person_key,
        refunds.bought_opportunity_key,
        deals.opportunity_type,
        deals.is_won,
        deals.lead_at,
        deals.created_at,
        deals.closed_at,
        deals.has_value,
        deals.goal_value,
        deals.reopened_count

    from deals
    left join refunds on deals.opportunity_key = refunds.opportunity_key

)

select * from valued
