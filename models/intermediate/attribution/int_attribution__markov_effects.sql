{%- set units = '100000000000000000' -%}
-- The removal effect of a channel: the share of conversions that the chain loses when every path
-- ends where it would enter the channel. Nothing is simulated: the mass of all paths is walked
-- through the chain, once with each channel removed, until none of it is left.
with recursive

transitions as (

    select * from {{ ref('int_attribution__markov_transitions') }}

),

chains as (

    select distinct
        chain_number,
        goal_type,
        attribution_scope,
        markov_order,
        sample_number

    from transitions

),

channels as (

    select distinct
        chain_number,
        to_channel as channel,
        next_channel_number as channel_number

    from transitions
    where to_channel not in ('(conversion)', '(null)')

    union all

    select
        chain_number,
        '(none)' as channel,
        0 as channel_number

    from chains

),

ends as (

    select distinct
        to_channel as channel,
        next_state_number as state_number

    from transitions
    where to_channel in ('(conversion)', '(null)')

),

-- Mass is counted in whole units, so that it adds up to the same in whatever order.
walk (chain_number, removed_number, step_number, state_number, mass) as (

    select distinct
        channels.chain_number,
        channels.channel_number as removed_number,
        0 as step_number,
        transitions.state_number,
        cast({{ units }} as bigint) as mass

    from channels
    inner join transitions on channels.chain_number = transitions.chain_number
    where transitions.from_channel = '(start)'

    union all

    select
        walk.chain_number,
        walk.removed_number,
        walk.step_number + 1 as step_number,
        transitions.next_state_number as state_number,
        cast(sum(cast(walk.mass * transitions.probability as bigint)) as bigint) as mass

    from walk
    inner join {{ ref('int_attribution__markov_transitions') }} as transitions
        on
        walk.chain_number = transitions.chain_number
        and walk.state_number = transitions.state_number
    where
        transitions.next_channel_number != walk.removed_number
        and walk.mass > 100
        and walk.step_number < 10000
    group by
        walk.chain_number,
        walk.removed_number,
        walk.step_number,
        transitions.next_state_number

),

converted as (

    select
        walk.chain_number,
        walk.removed_number,
        cast(coalesce(sum(walk.mass) filter (where ends.channel = '(conversion)'), 0) as double)
        / {{ units }} as conversion_rate

    from walk
    left join ends on walk.state_number = ends.state_number
    group by walk.chain_number, walk.removed_number

),

effects as (

    select
        chains.goal_type,
        chains.attribution_scope,
        chains.markov_order,
        chains.sample_number,
        channels.channel,
        complete.conversion_rate,
        coalesce(1 - removed.conversion_rate / nullif(complete.conversion_rate, 0), 0) as effect

    from converted as removed
    inner join chains on removed.chain_number = chains.chain_number
    inner join channels
        on
        removed.chain_number = channels.chain_number
        and removed.removed_number = channels.channel_number
    inner join converted as complete
        on removed.chain_number = complete.chain_number and complete.removed_number = 0
    where removed.removed_number != 0

)

select * from effects
