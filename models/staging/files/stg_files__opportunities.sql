select
    {{ files_key('opportunity_id') }} as opportunity_key,
    {{ files_key('account_id') }} as account_key,
    {{ files_key('owner_id') }} as owner_key,
    {{ files_key('primary_contact_id') }} as primary_contact_key,
    {{ files_key('campaign_id') }} as campaign_key,
    opportunity_name,
    source_pipeline,
    source_stage,
    amount,
    currency_code,
    win_probability,
    forecast_category,
    opportunity_type,
    lead_source,
    product_name,
    region,
    loss_reason,
    competitor,
    next_step,
    {{ files_key('migrated_from_id') }} as migrated_from_key,
    is_closed,
    is_won,
    created_at,
    close_date,
    case when _is_deleted then _loaded_at end as deleted_at

from {{ source('files', 'opportunities') }}
where not _is_deleted or _loaded_at is not null
