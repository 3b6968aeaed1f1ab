{%- set gap = var('session_gap_minutes') | int -%}
with

events as (

    select
        *,
        extract(hour from occurred_at) * 60 + extract(minute from occurred_at) as minute_of_day

    from {{ ref('int_web__owned_events') }}

),

-- Two events in one span of the clock no longer than the gap are never more than the gap apart,
-- so they share a session. Only these few spans, not the events, need to be put in order.
spans as (

    select
        owner_key,
        session_id,
        case when session_id is null then cast(occurred_at as date) end as span_date,
        case when session_id is null then floor(minute_of_day / {{ gap }}) end as span_of_day,

        min(source_system) as source_system,
        bool_or(visitor_key is not null) as has_visitor,
        bool_or(is_pooled) as is_pooled,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as events,
        count(*) filter (where event_name in ('page_view', 'screen_view')) as page_views,
        count(*) filter (
            where event_name in ('purchase', 'generate_lead', 'sign_up', 'form_submit')
        ) as conversions,
        sum(engagement_seconds) as engagement_seconds,
        bool_or(is_engaged) as is_flagged_engaged,
        min(bot_reason) as bot_reason,
        min(internal_reason) as internal_reason,
        min(occurred_at) filter (where utm_source is not null) as sourced_at,
        min(occurred_at) filter (where has_other_tags) as tagged_at,
        max(occurred_at) filter (where email is not null) as email_at,
        max(occurred_at) filter (where user_id is not null) as user_at

    from events
    group by owner_key, session_id, span_date, span_of_day

),

neighbours as (

    select
        *,
        lag(ended_at) over (
            partition by owner_key, session_id
            order by started_at
        ) as previous_ended_at

    from spans

),

marked as (

    select
        *,
        max(
            case
                when
                    previous_ended_at is null
                    or started_at > previous_ended_at + interval '{{ gap }}' minute
                    then started_at
            end
        ) over (
            partition by owner_key, session_id
            order by started_at
            rows between unbounded preceding and current row
        ) as session_started_at

    from neighbours

),

sessions as (

    select
        owner_key || ':' || coalesce(
            session_id, cast(date_trunc('second', session_started_at) as varchar)
        ) as session_key,
        owner_key,
        session_id,
        min(source_system) as source_system,
        case when bool_or(has_visitor) then owner_key end as visitor_key,
        bool_or(is_pooled) as is_pooled,
        session_started_at as started_at,
        max(ended_at) as ended_at,
        cast(sum(events) as bigint) as events,
        cast(sum(page_views) as bigint) as page_views,
        cast(sum(conversions) as bigint) as conversions,
        cast(coalesce(sum(engagement_seconds), 0) as decimal(18, 3)) as engagement_seconds,
        coalesce(bool_or(is_flagged_engaged), false) as is_flagged_engaged,
        min(bot_reason) as bot_reason,
        min(internal_reason) as internal_reason,
        coalesce(min(sourced_at), min(tagged_at)) as origin_at,
        max(email_at) as email_at,
        max(user_at) as user_at

    from marked
    group by owner_key, session_id, session_started_at

)

select * from sessions
