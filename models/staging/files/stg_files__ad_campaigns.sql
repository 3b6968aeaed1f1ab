select
    {{ files_key('campaign_id') }} as campaign_key,
    {{ files_key('ad_account_id') }} as ad_account_key,
    campaign_name,
    campaign_type,
    status,
    start_date,
    end_date

from {{ source('files', 'ad_campaigns') }}
where not _is_deleted
