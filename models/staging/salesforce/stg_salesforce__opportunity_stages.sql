select
    -- keys
    {{ source_key('salesforce', 'id') }} as opportunity_stage_key,
    {{ source_key('salesforce', 'opportunity_id') }} as opportunity_key,
    {{ source_key('salesforce', 'created_by_id') }} as changed_by_key,

    -- attributes
    stage_name as source_stage,

    -- measures
    amount,
    probability / 100.0 as win_probability,

    -- times
    created_date as entered_at,
    close_date

from {{ source('salesforce', 'opportunity_history') }}
where not _is_deleted
