with

sessions as (

    select
        sessions.*,
        coalesce(sessions.bot_reason, scanner_visits.bot_reason) as any_bot_reason

    from {{ ref('int_web__sessions') }} as sessions
    left join {{ ref('int_web__scanner_visits') }} as scanner_visits
        on sessions.session_key = scanner_visits.session_key

),

session_channels as (

    select * from {{ ref('int_web__session_channels') }}

),

session_campaigns as (

    select * from {{ ref('int_web__session_campaigns') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

colleagues as (

    select * from {{ ref('int_identity__colleagues') }}

),

published as (

    select
        -- keys
        sessions.session_key,
        sessions.visitor_key,
        person_identifiers.person_key,
        session_campaigns.campaign_key,
        sessions.source_system,

        -- times
        sessions.started_at,
        sessions.ended_at,
        sessions.session_date,

        -- origin
        coalesce(session_campaigns.campaign_channel, session_channels.channel) as channel,
        case
            when session_campaigns.campaign_channel != session_channels.channel
                then 'ad campaign'
            else session_channels.channel_rule
        end as channel_rule,
        coalesce(sessions.source, '(not set)') as source,
        coalesce(sessions.medium, '(not set)') as medium,
        coalesce(sessions.campaign, '(not set)') as campaign,
        coalesce(sessions.content, '(not set)') as content,
        coalesce(sessions.term, '(not set)') as term,
        coalesce(sessions.click_id_type, '(none)') as click_id_type,
        coalesce(sessions.referrer_host, '(none)') as referrer_host,
        coalesce(sessions.hostname, '(not set)') as hostname,
        coalesce(sessions.landing_page, '(not set)') as landing_page,

        -- visitor
        coalesce(sessions.device_category, '(not set)') as device_category,
        coalesce(sessions.country, '(not set)') as country,
        coalesce(sessions.any_bot_reason, '(none)') as bot_reason,
        case
            when sessions.any_bot_reason is not null then 'bot: ' || sessions.any_bot_reason
            when sessions.internal_reason is not null
                then 'internal: ' || sessions.internal_reason
            when colleagues.person_key is not null then 'colleague'
            else '(none)'
        end as exclusion_reason,

        -- flags
        sessions.any_bot_reason is null
        and sessions.internal_reason is null
        and colleagues.person_key is null as is_counted,
        sessions.has_consent,
        sessions.any_bot_reason is not null as is_bot,
        sessions.is_engaged,
        sessions.is_new_visitor,

        -- measures
        sessions.events,
        sessions.page_views,
        sessions.engagement_seconds,
        sessions.purchases,
        sessions.purchase_revenue

    from sessions

    inner join session_channels
        on sessions.source is not distinct from session_channels.source
        and sessions.medium is not distinct from session_channels.medium
        and sessions.campaign is not distinct from session_channels.campaign
        and sessions.click_id_type is not distinct from session_channels.click_id_type

    left join session_campaigns
        on sessions.campaign = session_campaigns.campaign
        and session_channels.channel = session_campaigns.channel

    left join person_identifiers
        on 'visitor:' || sessions.visitor_key = person_identifiers.identifier

    left join colleagues
        on person_identifiers.person_key = colleagues.person_key

)

select * from published
