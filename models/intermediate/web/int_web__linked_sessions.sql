{%- set gap = var('session_gap_minutes') | int -%}
with

events as (

    select * from {{ ref('int_web__web_events') }}
    where visitor_key is not null and native_session_id is not null

),

arrivals as (

    select
        visitor_key,
        native_session_id,
        occurred_at as arrived_at,
        min(linked_visitor_key) as linked_visitor_key,
        min(user_agent) as user_agent

    from events
    where linked_visitor_key is not null and linked_visitor_key != visitor_key
    group by visitor_key, native_session_id, occurred_at

),

-- A link within a session that has begun joins nothing: so none goes round in a circle.
entries as (

    select
        arrivals.visitor_key,
        arrivals.native_session_id,
        arrivals.arrived_at,
        arrivals.linked_visitor_key,
        arrivals.user_agent

    from arrivals
    inner join events
        on
        arrivals.visitor_key = events.visitor_key
        and arrivals.native_session_id = events.native_session_id
    group by
        arrivals.visitor_key,
        arrivals.native_session_id,
        arrivals.arrived_at,
        arrivals.linked_visitor_key,
        arrivals.user_agent
    having min(events.occurred_at) = arrivals.arrived_at

),

-- The address with the browser's id may be sent to somebody else, or kept for later: it counts
-- only in the same browser and while the visit goes on.
steps as (

    select
        entries.visitor_key,
        entries.native_session_id as session_id,
        events.visitor_key as earlier_visitor_key,
        events.native_session_id as earlier_session_id

    from entries
    inner join events
        on
        entries.linked_visitor_key = events.visitor_key
        and entries.arrived_at > events.occurred_at
        and entries.arrived_at <= events.occurred_at + interval '{{ gap }}' minute
        and entries.user_agent is not distinct from events.user_agent
    qualify
        row_number() over (
            partition by entries.visitor_key, entries.native_session_id
            order by events.occurred_at desc, events.native_session_id asc
        ) = 1

),

-- A fourth site in a row is believed as far as the third.
linked as (

    select
        steps.visitor_key,
        steps.session_id,
        coalesce(
            third_step.earlier_visitor_key,
            second_step.earlier_visitor_key,
            steps.earlier_visitor_key
        ) as owner_visitor_key,
        coalesce(
            third_step.earlier_session_id,
            second_step.earlier_session_id,
            steps.earlier_session_id
        ) as owner_session_id

    from steps
    left join steps as second_step
        on
        steps.earlier_visitor_key = second_step.visitor_key
        and steps.earlier_session_id = second_step.session_id
    left join steps as third_step
        on
        second_step.earlier_visitor_key = third_step.visitor_key
        and second_step.earlier_session_id = third_step.session_id

)

select * from linked
