-- What the data-driven models learn from: the channels of every journey in their order, of those
-- that reached the goal and of those that never did.
with

journeys as (

    select * from {{ ref('int_attribution__journeys') }}
    where touches = 'all'

),

goals as (

    select
        goal_type,
        coalesce('account:' || account_key, 'person:' || person_key) as journey_key

    from {{ ref('fct_goals') }}

),

touchpoints as (

    select
        *,
        coalesce('account:' || account_key, 'person:' || person_key) as journey_key

    from {{ ref('fct_touchpoints') }}
    where is_creditable

),

scopes as (

    select distinct
        scopes.attribution_scope,
        scopes.side

    from {{ ref('attribution_scopes') }} as scopes
    inner join {{ ref('attribution_models') }} as models
        on scopes.attribution_scope = models.attribution_scope
    where models.kind in ('markov', 'shapley_total', 'shapley_rate')

),

reached as (

    select distinct
        goal_type,
        journey_key

    from goals
    where journey_key is not null

),

goal_types as (

    select distinct goal_type from goals
    where goal_type != 'refund'

),

converting as (

    select
        journeys.goal_type,
        journeys.attribution_scope,
        'goal:' || journeys.goal_key as path_key,
        true as is_converting,
        journeys.channel,
        journeys.touch_number

    from journeys
    inner join scopes on journeys.attribution_scope = scopes.attribution_scope

),

without_goal as (

    select
        goal_types.goal_type,
        scopes.attribution_scope,
        touchpoints.journey_key as path_key,
        false as is_converting,
        touchpoints.channel,
        row_number() over (
            partition by goal_types.goal_type, scopes.attribution_scope, touchpoints.journey_key
            order by
                touchpoints.touched_at, touchpoints.touch_priority, touchpoints.touchpoint_key
        ) as touch_number

    from touchpoints
    cross join goal_types
    cross join scopes
    left join reached
        on
        goal_types.goal_type = reached.goal_type
        and touchpoints.journey_key = reached.journey_key
    where
        reached.journey_key is null
        and touchpoints.journey_key is not null
        and (scopes.side is null or scopes.side = touchpoints.side)

),

paths as (

    select * from converting
    union all
    select * from without_goal

)

select * from paths
