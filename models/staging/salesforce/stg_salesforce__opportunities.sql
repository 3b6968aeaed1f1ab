select
    -- keys
    {{ source_key('salesforce', 'id') }} as opportunity_key,
    {{ source_key('salesforce', 'account_id') }} as account_key,
    {{ source_key('salesforce', 'owner_id') }} as owner_key,
    {{ source_key('salesforce', 'contact_id') }} as primary_contact_key,
    {{ source_key('salesforce', 'campaign_id') }} as campaign_key,

    -- attributes
    name as opportunity_name,
    record_type_id as source_pipeline,
    stage_name as source_stage,
    upper(currency_iso_code) as currency_code,
    forecast_category_name as forecast_category,
    type as opportunity_type,
    lead_source,
    product_name,
    region,
    loss_reason,
    competitor,
    next_step,
    migrated_from as migrated_from_key,

    -- flags
    is_closed,
    is_won,

    -- measures: Salesforce keeps percent, we keep 0 to 1
    amount,
    probability / 100.0 as win_probability,

    -- times
    created_date as created_at,
    close_date,
    case when _is_deleted then coalesce(last_modified_date, _loaded_at) end as deleted_at

from {{ source('salesforce', 'opportunity') }}
where not _is_deleted or coalesce(last_modified_date, _loaded_at) is not null
