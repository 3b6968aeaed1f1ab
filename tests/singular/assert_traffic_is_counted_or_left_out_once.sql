-- Every session, pool and e-mail event is in one row; what marts of visits and mails count is what
-- is not left out.
{{ config(group='marketing') }}

with

web_facts as (

    select
        count(*) as visits,
        count(*) filter (where is_bot) as bots,
        count(*) filter (where has_consent) as sessions,
        coalesce(sum(events), 0) as events,
        coalesce(sum(page_views), 0) as page_views

    from {{ ref('fct_sessions') }}

),

email_facts as (

    select
        count(*) as email_events,
        count(*) filter (where is_machine) as machine_events

    from {{ ref('fct_email_events') }}

),

landed as (

    select coalesce(sum(sessions), 0) as sessions
    from {{ ref('marketing__landing_pages') }}

),

mailed as (

    select coalesce(sum(privacy_proxy_opens + scanner_opens + scanner_clicks), 0) as machine_events
    from {{ ref('marketing__email_performance') }}

),

marts as (

    select
        coalesce(sum(sessions + pools), 0) as visits,
        coalesce(sum(sessions + pools) filter (where reason like 'bot: %'), 0) as bots,
        coalesce(sum(sessions), 0) as sessions,
        coalesce(sum(sessions) filter (where treatment = 'counted'), 0) as counted_sessions,
        coalesce(sum(email_events), 0) as email_events,
        coalesce(sum(email_events) filter (where treatment = 'left out'), 0) as machine_events,
        coalesce(sum(web_events), 0) as events,
        coalesce(sum(page_views), 0) as page_views

    from {{ ref('marketing__excluded_traffic') }}

)

select marts.*
from marts
cross join web_facts
cross join email_facts
cross join landed
cross join mailed
where
    marts.visits != web_facts.visits
    or marts.bots != web_facts.bots
    or marts.sessions != web_facts.sessions
    or marts.events != web_facts.events
    or marts.page_views != web_facts.page_views
    or marts.email_events != email_facts.email_events
    or marts.machine_events != email_facts.machine_events
    or marts.counted_sessions != landed.sessions
    or marts.machine_events != mailed.machine_events
