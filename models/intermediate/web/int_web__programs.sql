-- Patterns are tried once per user agent, not once per session or event.
with

user_agents as (

    select distinct user_agent
    from {{ ref('int_web__web_events') }}
    where user_agent is not null

),

link_scanners as (

    select * from {{ ref('link_scanners') }}
    where event_type = 'any'

),

programs as (

    select
        user_agents.user_agent,
        link_scanners.machine_reason as bot_reason

    from user_agents
    inner join link_scanners
        on lower(trim(user_agents.user_agent)) like link_scanners.user_agent_pattern
    qualify
        row_number() over (
            partition by user_agents.user_agent
            order by link_scanners.rule_order
        ) = 1

)

select * from programs
