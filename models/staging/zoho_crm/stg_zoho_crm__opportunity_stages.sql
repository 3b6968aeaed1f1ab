select
    -- keys
    {{ source_key('zoho_crm', 'id') }} as opportunity_stage_key,
    {{ source_key('zoho_crm', 'deal_id') }} as opportunity_key,
    {{ source_key('zoho_crm', 'modified_by_id') }} as changed_by_key,

    -- attributes
    stage as source_stage,

    -- measures
    amount,
    probability / 100.0 as win_probability,

    -- times
    modified_time as entered_at,
    close_date

from {{ source('zoho_crm', 'stage_history') }}
where not _is_deleted
