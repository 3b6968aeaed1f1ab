select
    -- keys
    {{ source_key('salesforce', 'id') }} as campaign_key,
    {{ source_key('salesforce', 'parent_id') }} as parent_campaign_key,

    -- attributes
    name as campaign_name,
    type as campaign_type,
    status,
    message,

    -- measures
    budgeted_cost as budget_amount,
    actual_cost,

    -- times
    start_date,
    end_date

from {{ source('salesforce', 'campaign') }}
where not _is_deleted
