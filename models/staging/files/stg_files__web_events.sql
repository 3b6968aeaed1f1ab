select
    {{ files_key('visitor_id') }} as visitor_key,
    user_id,
    email,
    native_session_id,
    event_name,
    occurred_at,
    page_url,
    page_title,
    referrer_url,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term,
    click_id_type,
    device_category,
    country,
    user_agent,
    cast(null as boolean) as is_bot,
    is_engaged,
    engagement_seconds,
    transaction_id,
    revenue,
    currency_code

from {{ source('files', 'web_events') }}
where not _is_deleted
