with

events as (

    select * from {{ ref('int_web__web_events') }}

),

owned as (

    select
        -- keys
        coalesce(visitor_key, source_system || ':(no consent)') as owner_key,
        case
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
        visitor_key is null and native_session_id is null as is_pooled,
        coalesce(utm_medium, utm_campaign, utm_content, utm_term, click_id_type)
        is not null as has_other_tags,
        is_bot,
        is_engaged,

        -- measures
        engagement_seconds,
        transaction_id,
        revenue,
        currency_code

    from events

)

select * from owned
