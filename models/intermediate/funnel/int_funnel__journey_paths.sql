-- Each channel and each side once, in the order in which they came in: on the paths of goals, of
-- deals that were not won, and of all touches of a company or of a person without one.
with

unwon as (

    select * from {{ ref('int_funnel__journeys') }}
    where journey_outcome in ('lost', 'open')

),

numbered_goals as (

    select * from {{ ref('int_attribution__goals') }}

),

goal_touches as (

    select * from {{ ref('int_attribution__goal_touches') }}
    where is_of_the_company

),

touchpoints as (

    select
        *,
        coalesce('account:' || account_key, 'person:' || person_key) as holder_key

    from {{ ref('fct_touchpoints') }}
    where is_creditable

),

visits as (

    select
        'goal:' || numbered_goals.goal_key as path_key,
        goal_touches.channel,
        goal_touches.side,
        goal_touches.touched_at,
        goal_touches.touch_priority,
        goal_touches.touchpoint_key

    from goal_touches
    inner join numbered_goals on goal_touches.goal_number = numbered_goals.goal_number

    union all

    select
        holder_key as path_key,
        channel,
        side,
        touched_at,
        touch_priority,
        touchpoint_key

    from touchpoints
    where holder_key is not null

    union all

    select
        steps.journey_key as path_key,
        steps.channel,
        steps.side,
        steps.touched_at,
        steps.step_number as touch_priority,
        steps.touchpoint_key

    from {{ ref('fct_journey_steps') }} as steps
    inner join unwon on steps.journey_key = unwon.journey_key

),

numbered as (

    select
        *,
        row_number() over (
            partition by path_key
            order by touched_at, touch_priority, touchpoint_key
        ) as step_number

    from visits

),

-- Each channel once, in the order in which they came in.
channel_visits as (

    select
        path_key,
        channel,
        min(step_number) as step_number,
        min(touched_at) as touched_at,
        count(*) as touches

    from numbered
    group by path_key, channel

),

placed_channels as (

    select
        *,
        row_number() over (partition by path_key order by step_number) as place

    from channel_visits

),

channel_paths as (

    select
        path_key,
        sum(touches) as touches,
        count(*) as channels,
        min(touched_at) as first_touch_at,
        {{ dbt.listagg('channel', "' > '", 'order by place') }} as channel_path

    from placed_channels
    group by path_key

),

opening_paths as (

    select
        path_key,
        {{ dbt.listagg('channel', "' > '", 'order by place') }} as opening_path

    from placed_channels
    where place <= 3
    group by path_key

),

side_visits as (

    select
        path_key,
        side,
        min(step_number) as step_number

    from numbered
    group by path_key, side

),

side_paths as (

    select
        path_key,
        {{ dbt.listagg('side', "' > '", 'order by step_number') }} as side_path

    from side_visits
    group by path_key

),

paths as (

    select
        channel_paths.path_key,
        channel_paths.touches,
        channel_paths.first_touch_at,
        channel_paths.channel_path,
        side_paths.side_path,
        opening_paths.opening_path
        || case when channel_paths.channels > 3 then ' > ...' else '' end as opening_path

    from channel_paths
    inner join opening_paths on channel_paths.path_key = opening_paths.path_key
    inner join side_paths on channel_paths.path_key = side_paths.path_key

)

select * from paths
