with

events as (

    select
        *,

        -- what follows the path may tell who the reader is
        split_part(split_part(link_url, '?', 1), '#', 1) as bare_link

    from {{ ref('int_email__email_events') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

link_scanners as (

    select * from {{ ref('link_scanners') }}

),

-- Patterns are tried once per user agent, not once per event.
user_agents as (

    select distinct
        event_type,
        user_agent

    from events
    where event_type in ('open', 'click') and user_agent is not null

),

machines as (

    select
        user_agents.event_type,
        user_agents.user_agent,
        link_scanners.machine_reason

    from user_agents
    inner join link_scanners
        on link_scanners.event_type in (user_agents.event_type, 'any')
        and lower(trim(user_agents.user_agent)) like link_scanners.user_agent_pattern
    qualify
        row_number() over (
            partition by user_agents.event_type, user_agents.user_agent
            order by link_scanners.rule_order
        ) = 1

),

email_events as (

    select
        -- keys
        events.email_event_key,
        events.campaign_key,
        person_identifiers.person_key,

        -- attributes
        events.source_system,
        events.event_type,

        case
            when events.bare_link like '%@%' or events.bare_link like '%!%40%' escape '!'
                then '(address)'
            else events.bare_link
        end as link_url,
        machines.machine_reason,

        -- flags
        machines.machine_reason is not null as is_machine,

        -- times
        events.occurred_at,
        cast(events.occurred_at as date) as event_date

    from events

    left join person_identifiers
        on coalesce(
            'contact:' || events.contact_key, {{ email_identifier('events.recipient_email') }}
        ) = person_identifiers.identifier

    left join machines
        on events.event_type = machines.event_type
        and events.user_agent = machines.user_agent

)

select * from email_events
