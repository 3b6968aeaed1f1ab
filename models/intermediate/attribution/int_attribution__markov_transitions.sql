-- How likely each state of a chain leads to which, in every sample of the journeys. Chains, states
-- and channels are numbered: the walk through them compares nothing else.
with

steps as (

    select
        dense_rank() over (
            order by
                counts.goal_type,
                counts.attribution_scope,
                counts.markov_order,
                samples.sample_number
        ) as chain_number,
        counts.goal_type,
        counts.attribution_scope,
        counts.markov_order,
        samples.sample_number,
        counts.channel_before,
        counts.from_channel,
        case when counts.markov_order = 2 then counts.from_channel else '' end
            as next_channel_before,
        counts.to_channel,
        sum(counts.steps * samples.copies) as steps

    from {{ ref('int_attribution__channel_steps') }} as counts
    inner join {{ ref('int_attribution__samples') }} as samples on counts.bag = samples.bag
    where
        samples.copies > 0
        -- intervals cost a walk per sample, so only what is reported has them
        and (
            samples.sample_number = 0
            or (
                counts.goal_type = 'won'
                and counts.attribution_scope = 'account'
                and counts.markov_order = 1
            )
        )
    group by 2, 3, 4, 5, 6, 7, 8, 9

),

named_channels as (

    select from_channel as channel from steps
    union
    select to_channel as channel from steps

),

channels as (

    select
        channel,
        row_number() over (order by channel) as channel_number

    from named_channels

),

named_states as (

    select
        channel_before,
        from_channel as channel
    from steps

    union

    select
        next_channel_before as channel_before,
        to_channel as channel
    from steps

),

states as (

    select
        channel_before,
        channel,
        row_number() over (order by channel_before, channel) as state_number

    from named_states

),

-- Staying in a state changes nothing about where its mass goes in the end.
moves as (

    select *
    from steps
    where from_channel != to_channel or next_channel_before != channel_before

),

transitions as (

    select
        moves.chain_number,
        moves.goal_type,
        moves.attribution_scope,
        moves.markov_order,
        moves.sample_number,
        moves.from_channel,
        moves.to_channel,
        states.state_number,
        next_states.state_number as next_state_number,
        channels.channel_number as next_channel_number,
        cast(moves.steps as double) / sum(cast(moves.steps as double)) over (
            partition by moves.chain_number, states.state_number
            order by next_states.state_number
            rows between unbounded preceding and unbounded following
        ) as probability

    from moves
    inner join states
        on
        moves.channel_before = states.channel_before
        and moves.from_channel = states.channel
    inner join states as next_states
        on
        moves.next_channel_before = next_states.channel_before
        and moves.to_channel = next_states.channel
    inner join channels on moves.to_channel = channels.channel

)

select * from transitions
