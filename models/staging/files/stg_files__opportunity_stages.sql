select
    {{ files_key('opportunity_stage_id') }} as opportunity_stage_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    {{ files_key('changed_by_id') }} as changed_by_key,
    source_stage,
    amount,
    win_probability,
    close_date,
    entered_at

from {{ source('files', 'opportunity_stages') }}
where not _is_deleted
