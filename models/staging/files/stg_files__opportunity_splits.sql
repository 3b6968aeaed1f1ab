select
    {{ files_key('opportunity_split_id') }} as opportunity_split_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    {{ files_key('owner_id') }} as owner_key,
    coalesce(split_type, 'revenue') as split_type,
    credit_rate

from {{ source('files', 'opportunity_splits') }}
where not _is_deleted
