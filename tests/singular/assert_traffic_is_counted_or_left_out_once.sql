-- Every session, pool and e-mail event is in one row, counted or left out, by reason; what marts of
-- visits and mails count is what is not left out.
{{ config(group='marketing') }}

with

sessions as (

    select * from {{ ref('fct_sessions') }}

),

-- By reason: once from the sessions, once from the mart.
web_reasons as (

    select
        case
            when is_counted and not has_consent then 'no consent'
            else exclusion_reason
        end as reason,
        count(*) as visits,
        sum(events) as events,
        sum(page_views) as page_views

    from sessions
    group by
        case
            when is_counted and not has_consent then 'no consent'
            else exclusion_reason
        end

),

email_reasons as (

    select
        case when is_machine then 'program: ' || machine_reason else '(none)' end as reason,
        count(*) as email_events

    from {{ ref('fct_email_events') }}
    group by case when is_machine then 'program: ' || machine_reason else '(none)' end

),

mart_reasons as (

    select
        reason,
        sum(sessions + pools) as visits,
        sum(web_events) as events,
        sum(page_views) as page_views,
        sum(email_events) as email_events

    from {{ ref('marketing__excluded_traffic') }}
    group by reason

),

misplaced as (

    select
        mart_reasons.reason as what,
        coalesce(web_reasons.visits, 0) + coalesce(email_reasons.email_events, 0) as expected,
        mart_reasons.visits + mart_reasons.email_events as found

    from mart_reasons
    left join web_reasons on mart_reasons.reason = web_reasons.reason
    left join email_reasons on mart_reasons.reason = email_reasons.reason
    where
        mart_reasons.visits != coalesce(web_reasons.visits, 0)
        or mart_reasons.events != coalesce(web_reasons.events, 0)
        or mart_reasons.page_views != coalesce(web_reasons.page_views, 0)
        or mart_reasons.email_events != coalesce(email_reasons.email_events, 0)

),

treated as (

    select
        coalesce(sum(sessions + pools + email_events), 0) as traffic,
        coalesce(sum(sessions) filter (where treatment = 'counted'), 0) as counted_sessions,
        coalesce(sum(email_events) filter (where treatment = 'left out'), 0) as machine_events

    from {{ ref('marketing__excluded_traffic') }}

),

facts as (

    select
        (select count(*) from sessions)
        + (select count(*) from {{ ref('fct_email_events') }}) as traffic,
        (select coalesce(sum(sessions), 0) from {{ ref('marketing__landing_pages') }})
            as counted_sessions,
        (
            select coalesce(sum(privacy_proxy_opens + scanner_opens + scanner_clicks), 0)
            from {{ ref('marketing__email_performance') }}
        ) as machine_events

),

unequal as (

    select
        'all traffic, sessions that count or events of programs' as what,
        facts.traffic + facts.counted_sessions + facts.machine_events as expected,
        treated.traffic + treated.counted_sessions + treated.machine_events as found

    from facts
    cross join treated
    where
        facts.traffic != treated.traffic
        or facts.counted_sessions != treated.counted_sessions
        or facts.machine_events != treated.machine_events

)

select * from misplaced
union all
select * from unequal
