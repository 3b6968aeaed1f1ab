with

sessions as (

    select * from {{ ref('int_web__session_bounds') }}

),

origins as (

    select * from {{ ref('int_web__session_origins') }}

),

purchases as (

    select
        session_key,
        count(*) as purchases,
        sum(reporting_revenue) as purchase_revenue

    from {{ ref('int_web__purchases') }}
    group by session_key

),

programs as (

    select * from {{ ref('int_web__programs') }}

),

described as (

    select
        -- keys
        sessions.session_key,
        sessions.source_system,
        sessions.visitor_key,
        origins.user_id,
        origins.email,

        -- times
        sessions.started_at,
        sessions.ended_at,
        cast(sessions.started_at as date) as session_date,

        -- origin
        {{ url_path('origins.landing_url') }} as landing_page,
        origins.hostname,
        origins.referrer_host,
        origins.source,
        origins.medium,
        origins.campaign,
        origins.content,
        origins.term,
        origins.click_id_type,

        -- visitor
        origins.device_category,
        origins.country,
        coalesce(programs.bot_reason, sessions.bot_reason) as bot_reason,
        sessions.internal_reason,

        -- flags
        not sessions.is_pooled as has_consent,
        coalesce(programs.bot_reason, sessions.bot_reason) is not null as is_bot,
        not sessions.is_pooled
        and (
            sessions.is_flagged_engaged
            or sessions.engagement_seconds >= 10
            or sessions.page_views >= 2
            or sessions.conversions > 0
        ) as is_engaged,
        sessions.visitor_key is not null
        and row_number() over (
            partition by sessions.visitor_key
            order by
                case
                    when
                        coalesce(
                            programs.bot_reason, sessions.bot_reason, sessions.internal_reason
                        ) is not null
                        then 1
                    else 0
                end,
                sessions.started_at,
                sessions.session_key
        ) = 1 as is_new_visitor,

        -- measures
        sessions.events,
        sessions.page_views,
        sessions.engagement_seconds,
        coalesce(purchases.purchases, 0) as purchases,
        cast(coalesce(purchases.purchase_revenue, 0) as decimal(18, 2)) as purchase_revenue

    from sessions
    left join origins on sessions.session_key = origins.session_key
    left join purchases on sessions.session_key = purchases.session_key
    left join programs on origins.user_agent = programs.user_agent

)

select * from described
