select
    {{ files_key('content_id') }} as content_key,
    title,
    format,
    topic,
    funnel_stage,
    author_name,
    author_team,
    page_url,
    published_date,
    message

from {{ source('files', 'content_items') }}
where not _is_deleted
