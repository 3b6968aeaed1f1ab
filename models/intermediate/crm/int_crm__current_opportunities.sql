-- A deal that was migrated stands in the old CRM and in the new one. The record that says where it
-- came from counts, the one it came from does not.
with

opportunities as (

    select * from {{ ref('int_crm__opportunities') }}
    where deleted_at is null

),

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

current_records as (

    select opportunities.*
    from opportunities
    left join migrated on opportunities.opportunity_key = migrated.old_opportunity_key
    where migrated.old_opportunity_key is null

)

select * from current_records
