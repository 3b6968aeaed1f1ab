-- Every path as steps from one state to the next, the last into (conversion) or (null). A state is
-- the channel of the touch and, in a chain of order 2, the channel before it. Paths are put into 256
-- bags by a digest, so that samples of them can be drawn without counting anew.
with

paths as (

    select * from {{ ref('int_attribution__channel_paths') }}

),

chains as (

    select distinct
        attribution_scope,
        markov_order

    from {{ ref('attribution_models') }}
    where kind = 'markov'

),

neighbours as (

    select
        *,
        lag(channel) over (
            partition by goal_type, attribution_scope, path_key
            order by touch_number
        ) as channel_before,
        lag(channel, 2) over (
            partition by goal_type, attribution_scope, path_key
            order by touch_number
        ) as channel_before_that,
        lead(channel) over (
            partition by goal_type, attribution_scope, path_key
            order by touch_number
        ) as channel_after

    from paths

),

steps as (

    select
        goal_type,
        attribution_scope,
        path_key,
        coalesce(channel_before, '(start)') as from_channel,
        case when channel_before is null then '' else coalesce(channel_before_that, '(start)') end
            as channel_before,
        channel as to_channel

    from neighbours

    union all

    select
        goal_type,
        attribution_scope,
        path_key,
        channel as from_channel,
        coalesce(channel_before, '(start)') as channel_before,
        case when is_converting then '(conversion)' else '(null)' end as to_channel

    from neighbours
    where channel_after is null

),

counted as (

    select
        steps.goal_type,
        steps.attribution_scope,
        chains.markov_order,
        substr(md5(steps.path_key), 1, 2) as bag,
        case when chains.markov_order = 2 then steps.channel_before else '' end as channel_before,
        steps.from_channel,
        steps.to_channel,
        count(*) as steps

    from steps
    inner join chains on steps.attribution_scope = chains.attribution_scope
    group by 1, 2, 3, 4, 5, 6, 7

)

select * from counted
