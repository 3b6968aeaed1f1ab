-- Counting by channel and day loses no lead and no session.
{{ config(group='marketing') }}

with

leads as (

    select
        count(*) as leads,
        count(mql_at) as mqls

    from {{ ref('fct_leads') }}

),

sessions as (

    select count(*) as sessions
    from {{ ref('fct_sessions') }}
    where has_consent and is_counted

),

facts as (

    select
        leads.leads,
        leads.mqls,
        sessions.sessions

    from leads
    cross join sessions

),

marts as (

    select
        coalesce(sum(leads), 0) as leads,
        coalesce(sum(mqls), 0) as mqls,
        coalesce(sum(sessions), 0) as sessions

    from {{ ref('marketing__channel_performance_daily') }}

)

select
    facts.leads,
    marts.leads as leads_in_mart,
    facts.mqls,
    marts.mqls as mqls_in_mart,
    facts.sessions,
    marts.sessions as sessions_in_mart

from facts
cross join marts
where
    facts.leads != marts.leads
    or facts.mqls != marts.mqls
    or facts.sessions != marts.sessions
