with

deleted_records as (

    select * from {{ ref('stg_zoho_crm__deleted_records') }}

),

-- a record that came back from the recycle bin has changed since
deals as (

    select
        deals.*,
        case
            when deleted_records.record_id is not null or deals._is_deleted
                then coalesce(deleted_records.deleted_at, deals.modified_time, deals._loaded_at)
        end as deleted_at

    from {{ source('zoho_crm', 'deals') }} as deals
    left join deleted_records
        on
        deals.id = deleted_records.record_id
        and coalesce(deals.modified_time <= deleted_records.deleted_at, true)

),

renamed as (

    select
        -- keys
        {{ source_key('zoho_crm', 'id') }} as opportunity_key,
        {{ source_key('zoho_crm', 'account_id') }} as account_key,
        {{ source_key('zoho_crm', 'owner_id') }} as owner_key,
        {{ source_key('zoho_crm', 'contact_id') }} as primary_contact_key,
        {{ source_key('zoho_crm', 'campaign_id') }} as campaign_key,

        -- attributes
        deal_name as opportunity_name,
        pipeline as source_pipeline,
        stage as source_stage,
        upper(currency) as currency_code,
        forecast_category,
        type as opportunity_type,
        lead_source,
        product_name,
        region,
        loss_reason,
        competitor,
        next_step,
        migrated_from as migrated_from_key,

        -- flags: an org that calls its stages otherwise still says what they mean
        case
            when lower(category) = 'open' then false
            when lower(category) like 'closed%' then true
        end as is_closed,
        case
            when lower(category) = 'closed won' then true
            when lower(category) = 'open' or lower(category) like 'closed%' then false
        end as is_won,

        -- measures: Zoho keeps percent, we keep 0 to 1
        amount,
        probability / 100.0 as win_probability,

        -- times
        created_time as created_at,
        closing_date as close_date,
        deleted_at

    from deals
    where not (_is_deleted and deleted_at is null)

)

select * from renamed
