-- Lists that fill themselves are segments: being in one is no answer to anything. A list filled by
-- hand holds the people of an occasion, and the marketing campaign it is an asset of says which.
select
    lists.id as contact_list_id,
    lists.name as list_name,
    cast(lists.created_at as date) as created_date,
    campaigns.id as campaign_id,
    coalesce(campaigns.id, 'list-' || lists.id) as member_of_id

from {{ source('hubspot', 'contact_list') }} as lists
cross join {{ ref('stg_hubspot__crm_use') }} as crm_use
left join {{ source('hubspot', 'campaign_asset') }} as assets
    on lists.id = assets.asset_id and upper(assets.asset_type) = 'OBJECT_LIST'
left join {{ source('hubspot', 'campaign') }} as campaigns
    on assets.campaign_id = campaigns.id and not campaigns._is_deleted
where
    not lists._is_deleted
    and upper(lists.processing_type) in ('MANUAL', 'SNAPSHOT', 'STATIC')
    and crm_use.signs > 0
