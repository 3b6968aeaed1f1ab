with

deals as (

    select deals.*
    from {{ source('hubspot', 'deal') }} as deals
    left join {{ ref('stg_hubspot__merged_records') }} as merged_records
        on deals.deal_id = merged_records.merged_id and merged_records.record_type = 'deal'
    where
        merged_records.merged_id is null
        and (
            not deals._is_deleted
            or coalesce(deals.property_hs_lastmodifieddate, deals._loaded_at) is not null
        )

),

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}

),

companies as (

    select * from {{ source('hubspot', 'company') }}
    where not _is_deleted

),

-- A pipeline that was deleted since still has a name.
pipelines as (

    select * from {{ source('hubspot', 'deal_pipeline') }}

),

stages as (

    select * from {{ source('hubspot', 'deal_pipeline_stage') }}

),

main_contacts as (

    select * from {{ ref('stg_hubspot__deal_contacts') }}
    where is_primary

),

company_claims as (

    select
        deal_id,
        company_id,
        case when type_id = '5' then 1 else 2 end as claim_order
    from {{ source('hubspot', 'deal_company') }}
    where not _is_deleted

    union all

    -- an export by hand or by Airbyte lists them on the deal
    select
        deal_id,
        unnest(regexp_extract_all(company_ids, '\d+')) as company_id,
        3 as claim_order
    from deals

),

-- Of several companies the primary one counts, else that which HubSpot has known longest.
deal_companies as (

    select
        coalesce(merged_deals.record_id, company_claims.deal_id) as deal_id,
        companies.id as company_id

    from company_claims
    left join merged_records as merged_deals
        on company_claims.deal_id = merged_deals.merged_id and merged_deals.record_type = 'deal'
    left join merged_records as merged_companies
        on
        company_claims.company_id = merged_companies.merged_id
        and merged_companies.record_type = 'company'
    inner join companies
        on coalesce(merged_companies.record_id, company_claims.company_id) = companies.id
    qualify
        row_number() over (
            partition by coalesce(merged_deals.record_id, company_claims.deal_id)
            order by
                merged_deals.record_id is not null asc,
                company_claims.claim_order asc,
                companies.property_createdate asc nulls last,
                companies.id asc
        ) = 1

),

renamed as (

    select
        -- keys
        {{ source_key('hubspot', 'deals.deal_id') }} as opportunity_key,
        {{ source_key('hubspot', 'deal_companies.company_id') }} as account_key,
        {{ source_key('hubspot', 'deals.owner_id') }} as owner_key,
        {{ source_key('hubspot', 'main_contacts.contact_id') }} as primary_contact_key,
        cast(null as varchar) as campaign_key,

        -- attributes
        deals.property_dealname as opportunity_name,
        coalesce(pipelines.label, deals.deal_pipeline_id) as source_pipeline,
        coalesce(stages.label, deals.deal_pipeline_stage_id) as source_stage,
        upper(deals.property_deal_currency_code) as currency_code,
        case upper(deals.property_hs_manual_forecast_category)
            when 'OMIT' then 'Omitted'
            when 'PIPELINE' then 'Pipeline'
            when 'BEST_CASE' then 'Best Case'
            when 'MOST_LIKELY' then 'Most Likely'
            when 'COMMIT' then 'Commit'
            when 'CLOSED' then 'Closed'
            else deals.property_hs_manual_forecast_category
        end as forecast_category,
        deals.property_dealtype as opportunity_type,
        coalesce(deals.lead_source, deals.property_hs_analytics_source) as lead_source,
        deals.product_name,
        deals.region,
        deals.loss_reason,
        deals.competitor,
        deals.property_hs_next_step as next_step,
        deals.migrated_from as migrated_from_key,

        -- flags: of the stage
        stages.is_closed,
        stages.closed_won as is_won,

        -- measures
        deals.property_amount as amount,
        coalesce(deals.property_hs_deal_stage_probability, stages.probability) as win_probability,

        -- times
        deals.property_createdate as created_at,
        cast(deals.property_closedate as date) as close_date,
        case
            when deals._is_deleted
                then coalesce(deals.property_hs_lastmodifieddate, deals._loaded_at)
        end as deleted_at

    from deals
    left join pipelines on deals.deal_pipeline_id = pipelines.pipeline_id
    left join stages on deals.deal_pipeline_stage_id = stages.stage_id
    left join main_contacts on deals.deal_id = main_contacts.deal_id
    left join deal_companies on deals.deal_id = deal_companies.deal_id

)

select * from renamed
