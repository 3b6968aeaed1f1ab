select
    {{ files_key('campaign_id') }} as campaign_key,
    campaign_name,
    campaign_type,
    subject

from {{ source('files', 'email_campaigns') }}
where not _is_deleted
