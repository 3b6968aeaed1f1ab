-- The game of total conversions: a set of channels is worth the conversions whose journeys it
-- covers. The value of a channel then has a closed form, conversions / distinct channels.
with

samples as (

    select * from {{ ref('int_attribution__samples') }}

),

scopes as (

    select distinct attribution_scope
    from {{ ref('int_attribution__models') }}
    where kind = 'shapley_total'

),

present as (

    select path_channels.*
    from {{ ref('int_attribution__path_channels') }} as path_channels
    inner join scopes on path_channels.attribution_scope = scopes.attribution_scope
    where path_channels.is_converting

),

shares as (

    select
        *,
        1.0 / count(*) over (partition by goal_type, attribution_scope, path_key) as part

    from present

),

counted as (

    select
        goal_type,
        attribution_scope,
        channel,
        bag,
        sum(cast(part as decimal(20, 12))) as conversions

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
    inner join samples on counted.bag = samples.bag
    group by 1, 2, 3, 4

)

select * from effects
