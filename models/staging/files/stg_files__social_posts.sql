select
    {{ files_key('post_id') }} as post_key,
    {{ files_key('profile_id') }} as profile_key,
    {{ files_key('campaign_id') }} as campaign_key,
    cast(null as varchar) as campaign_name,
    measured_date,
    network,
    profile_name,
    post_url,
    posted_at,
    impressions,
    likes,
    comments,
    shares,
    clicks,
    followers

from {{ source('files', 'social_posts') }}
where not _is_deleted
