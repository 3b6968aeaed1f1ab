select
    {{ files_key('profile_id') }} as profile_key,
    measured_date,
    network,
    profile_name,
    followers,
    followers_gained,
    followers_lost,
    impressions,
    page_views,
    engagements

from {{ source('files', 'social_profiles') }}
where not _is_deleted
