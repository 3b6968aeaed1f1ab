-- Every company, or person without one, that never reached a kind of goal is a journey without it;
-- who never had a deal could only have had a new one. They are counted by path, and those that did
-- reach it are taken off.
with

goal_paths as (

    select * from {{ ref('fct_goal_paths') }}

),

paths as (

    select
        'channels' as path_kind,
        opening_path as journey_path,
        *

    from goal_paths

    union all

    select
        'sides' as path_kind,
        side_path as journey_path,
        *

    from goal_paths

),

goal_types as (

    select distinct
        goal_type,
        deal_kind

    from goal_paths
    where goal_type != '(no goal)' and deal_kind != 'existing'

),

holders as (

    select * from paths
    where goal_type = '(no goal)'

),

reached as (

    select distinct
        goal_type,
        holder_key

    from goal_paths
    where goal_type != '(no goal)'

),

all_holders as (

    select
        path_kind,
        journey_path,
        count(*) as holders

    from holders
    group by path_kind, journey_path

),

holders_with_goal as (

    select
        reached.goal_type,
        holders.path_kind,
        holders.journey_path,
        count(*) as holders

    from reached
    inner join holders on reached.holder_key = holders.holder_key
    group by reached.goal_type, holders.path_kind, holders.journey_path

),

counted as (

    select
        goal_type,
        deal_kind,
        path_kind,
        journey_path,
        count(*) as journeys,
        count(*) filter (where is_converted) as converted

    from paths
    where goal_type != '(no goal)'
    group by goal_type, deal_kind, path_kind, journey_path

    union all

    select
        goal_types.goal_type,
        goal_types.deal_kind,
        all_holders.path_kind,
        all_holders.journey_path,
        all_holders.holders - coalesce(holders_with_goal.holders, 0) as journeys,
        0 as converted

    from all_holders
    cross join goal_types
    left join holders_with_goal
        on
        goal_types.goal_type = holders_with_goal.goal_type
        and all_holders.path_kind = holders_with_goal.path_kind
        and all_holders.journey_path = holders_with_goal.journey_path

),

ranked as (

    select
        goal_type,
        deal_kind,
        path_kind,
        journey_path,
        sum(journeys) as journeys,
        sum(converted) as converted,
        row_number() over (
            partition by goal_type, deal_kind, path_kind
            order by sum(converted) desc, sum(journeys) desc, journey_path asc
        ) as path_rank

    from counted
    group by goal_type, deal_kind, path_kind, journey_path
    having sum(journeys) > 0

),

named as (

    select
        *,
        case
            when path_rank <= {{ var('top_paths') }} then journey_path
            else '(other paths)'
        end as shown_path

    from ranked

),

values_of_goals as (

    select
        named.goal_type,
        named.deal_kind,
        named.path_kind,
        named.shown_path,
        sum(paths.goal_value) as goal_value,
        count(paths.days_to_goal) as timed,
        percentile_cont(0.5) within group (order by paths.days_to_goal) as median_days_to_goal

    from named
    inner join paths
        on
        named.goal_type = paths.goal_type
        and named.deal_kind = paths.deal_kind
        and named.path_kind = paths.path_kind
        and named.journey_path = paths.journey_path
    group by named.goal_type, named.deal_kind, named.path_kind, named.shown_path

),

totals as (

    select
        goal_type,
        deal_kind,
        path_kind,
        shown_path,
        count(*) as paths,
        sum(journeys) as journeys,
        sum(converted) as converted

    from named
    group by goal_type, deal_kind, path_kind, shown_path

),

rated as (

    select
        totals.goal_type,
        totals.deal_kind,
        totals.path_kind,
        totals.shown_path as journey_path,
        cast(totals.paths as bigint) as paths,
        cast(totals.journeys as bigint) as journeys,
        cast(totals.converted as bigint) as converted,
        cast(coalesce(values_of_goals.goal_value, 0) as decimal(18, 2)) as goal_value,
        cast(coalesce(values_of_goals.timed, 0) as bigint) as timed,
        cast(values_of_goals.median_days_to_goal as double) as median_days_to_goal,
        cast(totals.converted as double) / nullif(totals.journeys, 0) as conversion_rate

    from totals
    left join values_of_goals
        on
        totals.goal_type = values_of_goals.goal_type
        and totals.deal_kind = values_of_goals.deal_kind
        and totals.path_kind = values_of_goals.path_kind
        and totals.shown_path = values_of_goals.shown_path

)

select * from rated
