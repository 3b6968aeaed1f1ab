-- A deal that was migrated stands in the old CRM and in the new one. The record that says where it
-- came from counts, the one it came from does not.
with

opportunities as (

    select * from {{ ref('int_crm__opportunities') }}

),

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

current_records as (

    select
        opportunities.source_system,
        opportunities.opportunity_key,
        opportunities.account_key,
        opportunities.owner_key,
        opportunities.primary_contact_key,
        opportunities.campaign_key,
        opportunities.opportunity_name,
        opportunities.source_pipeline,
        opportunities.source_stage,
        opportunities.amount,
        opportunities.currency_code,
        opportunities.win_probability,
        opportunities.forecast_category,
        opportunities.opportunity_type,
        opportunities.lead_source,
        opportunities.product_name,
        opportunities.region,
        opportunities.loss_reason,
        opportunities.competitor,
        opportunities.next_step,
        opportunities.migrated_from_key,
        opportunities.is_closed,
        opportunities.is_won,
        opportunities.created_at,
        opportunities.close_date

    from opportunities
    left join migrated on opportunities.opportunity_key = migrated.old_opportunity_key
    where migrated.old_opportunity_key is null and opportunities.deleted_at is null

)

select * from current_records
