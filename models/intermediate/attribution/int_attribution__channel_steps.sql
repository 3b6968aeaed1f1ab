-- Every path as steps from one state to the next, the last into (conversion) or (null). A state is
-- the channel of the touch and, in a chain of order 2, the channel before it.
with

paths as (

    select * from {{ ref('int_attribution__channel_paths') }}

),

outcomes as (

    select * from {{ ref('int_attribution__path_outcomes') }}

),

chains as (

    select distinct
        attribution_scope,
        markov_order

    from {{ ref('int_attribution__models') }}
    where kind = 'markov'

),

neighbours as (

    select
        *,
        lag(channel) over journey as channel_before,
        lag(channel, 2) over journey as channel_before_that,
        lead(channel) over journey as channel_after

    from paths
    window journey as (partition by attribution_scope, path_key order by touch_number)

),

steps as (

    select
        attribution_scope,
        path_key,
        case when channel_before is null then '' else coalesce(channel_before_that, '(start)') end
            as channel_before,
        coalesce(channel_before, '(start)') as from_channel,
        channel as to_channel

    from neighbours

    union all

    select
        attribution_scope,
        path_key,
        coalesce(channel_before, '(start)') as channel_before,
        channel as from_channel,
        '(end)' as to_channel

    from neighbours
    where channel_after is null

),

counted as (

    select
        outcomes.goal_type,
        steps.attribution_scope,
        chains.markov_order,
        outcomes.bag,
        case when chains.markov_order = 2 then steps.channel_before else '' end as channel_before,
        steps.from_channel,
        case
            when steps.to_channel != '(end)' then steps.to_channel
            when outcomes.is_converting then '(conversion)'
            else '(null)'
        end as to_channel,
        count(*) as steps

    from steps
    inner join chains on steps.attribution_scope = chains.attribution_scope
    inner join outcomes on steps.path_key = outcomes.path_key
    group by 1, 2, 3, 4, 5, 6, 7

)

select * from counted
