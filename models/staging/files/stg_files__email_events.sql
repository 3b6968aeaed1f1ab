select
    {{ files_key('email_event_id') }} as email_event_key,
    {{ files_key('campaign_id') }} as campaign_key,
    {{ files_key('contact_id') }} as contact_key,
    recipient_email,
    event_type,
    occurred_at,
    link_url,
    user_agent

from {{ source('files', 'email_events') }}
where not _is_deleted
