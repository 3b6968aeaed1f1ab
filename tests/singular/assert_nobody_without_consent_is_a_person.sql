-- A visitor without consent counts in totals, and in no row of a person: no visit, touch, stage,
-- identifier or channel of a lead comes from one.
{{ config(group='platform') }}

with

landed as (

    select
        source_system,
        count(*) as events,
        count(*) filter (where event_name in ('page_view', 'screen_view')) as page_views

    from {{ ref('int_web__web_events') }}
    where visitor_key is null
    group by source_system

),

sessions as (

    select
        *,
        'session:' || session_key as touchpoint_key,
        'visitor:' || visitor_key as identifier

    from {{ ref('fct_sessions') }}

),

nameless as (

    select * from sessions
    where visitor_key is null

),

totals as (

    select
        source_system,
        sum(events) as events,
        sum(page_views) as page_views

    from nameless
    group by source_system

),

missing as (

    select 'totals of ' || coalesce(landed.source_system, totals.source_system) as what
    from landed
    full outer join totals on landed.source_system = totals.source_system
    where
        landed.events is distinct from totals.events
        or landed.page_views is distinct from totals.page_views

),

named as (

    select session_key as what
    from sessions
    where
        (person_key is not null or is_new_visitor) and (visitor_key is null or not has_consent)

    union all

    select touchpoints.touchpoint_key as what
    from {{ ref('fct_touchpoints') }} as touchpoints
    inner join nameless on touchpoints.touchpoint_key = nameless.touchpoint_key

    union all

    select person_stages.evidence_key as what
    from {{ ref('fct_person_stages') }} as person_stages
    inner join nameless on person_stages.evidence_key = nameless.touchpoint_key

    union all

    -- a browser that nobody has named stands for itself, if it has ever consented
    select person_stages.person_key as what
    from {{ ref('fct_person_stages') }} as person_stages
    left join sessions on person_stages.person_key = sessions.identifier and sessions.has_consent
    where not person_stages.is_named and sessions.session_key is null

    union all

    -- zeros are what a collector writes that must not set a cookie
    select identifier as what
    from {{ ref('bridge_person_identifiers') }}
    where
        identifier like 'visitor:%'
        and (identifier like '%(no consent%' or identifier like '%:00000000-0000-0000-0000-%')

    union all

    select person_key as what
    from {{ ref('dim_people') }}
    where person_key like '%(no consent%' or person_key like '%:00000000-0000-0000-0000-%'

    union all

    select leads.lead_key as what
    from {{ ref('fct_leads') }} as leads
    left join sessions
        on
        leads.person_key = sessions.person_key
        and leads.channel = sessions.channel
        and leads.created_at >= sessions.started_at
        and leads.created_at <= sessions.started_at + interval 30 day
        and sessions.has_consent
        and sessions.is_counted
    where leads.channel_decided_by = 'last visit' and sessions.session_key is null

)

select * from missing
union all
select * from named
