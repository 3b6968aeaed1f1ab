select
    site,
    performance_date,
    query,
    page_url,
    country,
    device_category,
    impressions,
    clicks,
    average_position

from {{ source('files', 'search_performance') }}
where not _is_deleted
