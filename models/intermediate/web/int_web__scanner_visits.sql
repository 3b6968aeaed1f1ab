-- A scanner that opens a mail's links in a browser looks like one: only its click tells. It stays
-- for a page and never comes again; a click stands for one visit, and a visit for one click.
with

clicks as (

    select
        email_event_key,
        machine_reason,
        occurred_at,
        {{ url_host('link_url') }} as hostname,
        {{ url_path('link_url') }} as landing_page

    from {{ ref('fct_email_events') }}
    where event_type = 'click' and is_machine

),

visits as (

    select
        *,
        count(*) over (partition by visitor_key) as visits_of_visitor

    from {{ ref('int_web__sessions') }}
    where visitor_key is not null

),

glances as (

    select
        session_key,
        hostname,
        landing_page,
        started_at

    from visits
    where
        visits_of_visitor = 1
        and page_views <= 1
        and not is_engaged
        and lower(medium) like '%mail%'

),

answered as (

    select
        glances.session_key,
        clicks.machine_reason,
        clicks.occurred_at,
        clicks.email_event_key

    from clicks
    inner join glances
        on
        clicks.hostname = glances.hostname
        and clicks.landing_page = glances.landing_page
        and clicks.occurred_at <= glances.started_at
        and clicks.occurred_at + interval 10 second >= glances.started_at
    qualify
        row_number() over (
            partition by clicks.email_event_key
            order by glances.started_at, glances.session_key
        ) = 1

),

scanner_visits as (

    select
        session_key,
        machine_reason as bot_reason

    from answered
    qualify
        row_number() over (
            partition by session_key
            order by occurred_at desc, email_event_key asc
        ) = 1

)

select * from scanner_visits
