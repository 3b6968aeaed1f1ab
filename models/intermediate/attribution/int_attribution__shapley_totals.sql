-- The game of total conversions: a set of channels is worth the conversions whose journeys it
-- covers. The value of a channel then has a closed form, conversions / distinct channels.
with

paths as (

    select * from {{ ref('int_attribution__channel_paths') }}

),

samples as (

    select * from {{ ref('int_attribution__samples') }}

),

scopes as (

    select distinct attribution_scope
    from {{ ref('attribution_models') }}
    where kind = 'shapley_total'

),

present as (

    select distinct
        goal_type,
        attribution_scope,
        path_key,
        channel

    from paths
    where is_converting

),

shares as (

    select
        *,
        1.0 / count(*) over (partition by goal_type, attribution_scope, path_key) as share

    from present

),

counted as (

    select
        goal_type,
        attribution_scope,
        channel,
        substr(md5(path_key), 1, 2) as bag,
        sum(cast(share as decimal(20, 12))) as conversions

    from shares
    group by 1, 2, 3, 4

),

effects as (

    select
        counted.goal_type,
        counted.attribution_scope,
        samples.sample_number,
        counted.channel,
        cast(sum(counted.conversions * samples.copies) as double) as effect

    from counted
    inner join scopes on counted.attribution_scope = scopes.attribution_scope
    inner join samples on counted.bag = samples.bag
    group by 1, 2, 3, 4

)

select * from effects
