with

events as (

    select
        *,
        visitor_key is null and native_session_id is null as is_pooled,
        case when visitor_key is null and native_session_id is null then user_agent end
            as pooled_user_agent

    from {{ ref('int_web__web_events') }}

),

programs as (

    select * from {{ ref('int_web__programs') }}

),

linked_sessions as (

    select * from {{ ref('int_web__linked_sessions') }}

),

-- A session has a user agent of its own to be judged by; in a pool every event is judged.
marked as (

    select
        events.*,
        linked_sessions.owner_visitor_key,
        linked_sessions.owner_session_id,
        coalesce(programs.bot_reason, case when events.is_bot then 'robot' end) as bot_reason

    from events
    left join programs on events.pooled_user_agent = programs.user_agent
    left join linked_sessions
        on
        events.visitor_key = linked_sessions.visitor_key
        and events.native_session_id = linked_sessions.session_id

),

owned as (

    select
        -- keys: what is left out is pooled apart from what counts
        case
            when owner_visitor_key is not null then owner_visitor_key
            when visitor_key is not null then visitor_key
            when is_pooled and bot_reason is not null
                then source_system || ':(no consent, bot: ' || bot_reason || ')'
            when is_pooled and internal_reason is not null
                then source_system || ':(no consent, internal: ' || internal_reason || ')'
            else source_system || ':(no consent)'
        end as owner_key,
        case
            when owner_session_id is not null then owner_session_id
            when native_session_id is not null then native_session_id
            when visitor_key is null then cast(cast(occurred_at as date) as varchar)
        end as session_id,
        source_system,
        visitor_key,
        user_id,
        email,

        -- what and when
        event_name,
        occurred_at,
        page_url,
        referrer_url,

        -- origin
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        click_id_type,

        -- visitor
        device_category,
        country,
        user_agent,

        -- flags
        is_pooled,
        coalesce(utm_medium, utm_campaign, utm_content, utm_term, click_id_type)
        is not null as has_other_tags,
        bot_reason,
        internal_reason,
        is_engaged,

        -- measures
        engagement_seconds,
        transaction_id,
        revenue,
        currency_code

    from marked

)

select * from owned
