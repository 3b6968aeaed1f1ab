-- Which channels each path met, in whatever order: all that Shapley values ask.
with

paths as (

    select * from {{ ref('int_attribution__channel_paths') }}

),

outcomes as (

    select * from {{ ref('int_attribution__path_outcomes') }}

),

path_channels as (

    select distinct
        outcomes.goal_type,
        paths.attribution_scope,
        paths.path_key,
        outcomes.bag,
        outcomes.is_converting,
        paths.channel

    from paths
    inner join outcomes on paths.path_key = outcomes.path_key

)

select * from path_channels
