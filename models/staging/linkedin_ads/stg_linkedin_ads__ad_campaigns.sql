select
    -- keys
    {{ source_key('linkedin_ads', "split_part(id, ':', -1)") }} as campaign_key,
    {{ source_key('linkedin_ads', "split_part(account_id, ':', -1)") }} as ad_account_key,

    -- attributes
    name as campaign_name,
    type as campaign_type,
    status,

    -- times
    cast(run_schedule_start as date) as start_date,
    cast(run_schedule_end as date) as end_date

from {{ source('linkedin_ads', 'campaign_history') }}
where not _is_deleted
