-- What the data-driven models learn from: the channels of every journey in their order, of those
-- that reached a goal and of all there are, for the goals that they never reached.
with

journeys as (

    select * from {{ ref('int_attribution__journeys') }}

),

goals as (

    select * from {{ ref('int_attribution__goals') }}

),

touchpoints as (

    select
        *,
        coalesce('account:' || account_key, 'person:' || person_key) as path_key

    from {{ ref('fct_touchpoints') }}
    where is_creditable

),

scopes as (

    select distinct
        attribution_scope,
        lens_number,
        side

    from {{ ref('int_attribution__models') }}
    where kind in ('markov', 'shapley_total', 'shapley_rate')

),

paths as (

    select
        scopes.attribution_scope,
        'goal:' || goals.goal_key as path_key,
        journeys.channel,
        journeys.touch_number

    from journeys
    inner join scopes on journeys.lens_number = scopes.lens_number
    inner join goals on journeys.goal_number = goals.goal_number

    union all

    select
        scopes.attribution_scope,
        touchpoints.path_key,
        touchpoints.channel,
        row_number() over (
            partition by scopes.attribution_scope, touchpoints.path_key
            order by
                touchpoints.touched_at, touchpoints.touch_priority, touchpoints.touchpoint_key
        ) as touch_number

    from touchpoints
    inner join scopes on coalesce(scopes.side, touchpoints.side) = touchpoints.side
    where touchpoints.path_key is not null

)

select * from paths
