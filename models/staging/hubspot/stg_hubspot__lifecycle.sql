-- How far a person came is a property of the contact. Its history says when each stage was first
-- reached; without a history HubSpot's own date properties do, which forget when a stage is
-- reached again.
with

contacts as (

    select * from {{ source('hubspot', 'contact') }}
    where not _is_deleted

),

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}
    where record_type = 'contact'

),

recorded as (

    select
        coalesce(merged_records.record_id, history.contact_id) as contact_id,
        replace(lower(history.value), ' ', '') as lifecycle_stage,
        min(history.timestamp) as reached_at

    from {{ source('hubspot', 'contact_property_history') }} as history
    left join merged_records on history.contact_id = merged_records.merged_id
    where
        history.name = 'lifecyclestage'
        and history.value is not null
        and not history._is_deleted
    group by 1, 2

),

dated as (

    select
        id as contact_id,
        unnest([
            'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer'
        ]) as lifecycle_stage,
        unnest([
            property_hs_lifecyclestage_lead_date,
            property_hs_lifecyclestage_marketingqualifiedlead_date,
            property_hs_lifecyclestage_salesqualifiedlead_date,
            property_hs_lifecyclestage_opportunity_date,
            property_hs_lifecyclestage_customer_date
        ]) as reached_at

    from contacts

),

lifecycle as (

    select
        contact_id,
        lifecycle_stage,
        reached_at
    from recorded

    union all

    select
        dated.contact_id,
        dated.lifecycle_stage,
        dated.reached_at
    from dated
    left join recorded
        on
        dated.contact_id = recorded.contact_id
        and dated.lifecycle_stage = recorded.lifecycle_stage
    where dated.reached_at is not null and recorded.contact_id is null

)

select * from lifecycle
