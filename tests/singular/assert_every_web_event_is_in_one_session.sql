-- Every web event of every tool is in one session or pool, and one that its tool marks as that of a
-- program or of our own people is in none that counts.
{{ config(group='platform') }}

with

web_events as (

    select
        *,
        coalesce(visitor_key, source_system || ':(no consent)') || ':' || native_session_id
            as session_key

    from {{ ref('int_web__web_events') }}

),

sessions as (

    select * from {{ ref('fct_sessions') }}

),

landed as (

    select
        source_system,
        count(*) as events,
        count(*) filter (where event_name in ('page_view', 'screen_view')) as page_views

    from web_events
    group by source_system

),

kept as (

    select
        source_system,
        sum(events) as events,
        sum(page_views) as page_views

    from sessions
    group by source_system

),

lost as (

    select
        'web events of ' || coalesce(landed.source_system, kept.source_system) as what,
        landed.events + landed.page_views as expected,
        kept.events + kept.page_views as found

    from landed
    full outer join kept on landed.source_system = kept.source_system
    where
        landed.events is distinct from kept.events
        or landed.page_views is distinct from kept.page_views

),

marked_and_counted as (

    select
        'marked events of ' || web_events.source_system as what,
        0 as expected,
        count(*) as found

    from web_events
    inner join sessions on web_events.session_key = sessions.session_key
    where (web_events.is_bot or web_events.internal_reason is not null) and sessions.is_counted
    group by web_events.source_system

)

select * from lost
union all
select * from marked_and_counted
