select
    site,
    'page_query' as report_level,
    'web' as search_type,
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
