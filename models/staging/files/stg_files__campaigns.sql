select
    {{ files_key('campaign_id') }} as campaign_key,
    {{ files_key('parent_campaign_id') }} as parent_campaign_key,
    campaign_name,
    campaign_type,
    status,
    start_date,
    end_date,
    budget_amount,
    actual_cost,
    message

from {{ source('files', 'campaigns') }}
where not _is_deleted
