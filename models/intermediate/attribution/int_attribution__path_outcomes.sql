-- Which paths count for which kind of goal. A journey that ends in a goal counts for that kind;
-- what a company did counts as a journey without a goal for the kinds it never reached. Paths are
-- put into 256 bags by a digest, so that samples of them can be drawn without counting anew.
with

goals as (

    select
        *,
        coalesce('account:' || account_key, 'person:' || lone_person_key) as holder_key

    from {{ ref('int_attribution__goals') }}

),

paths as (

    select distinct path_key
    from {{ ref('int_attribution__channel_paths') }}
    where path_key not like 'goal:%'

),

goal_types as (

    select distinct goal_type from goals

),

reached as (

    select distinct
        goal_type,
        holder_key

    from goals

),

outcomes as (

    select
        'goal:' || goal_key as path_key,
        goal_type,
        true as is_converting

    from goals

    union all

    select
        paths.path_key,
        goal_types.goal_type,
        false as is_converting

    from paths
    cross join goal_types
    left join reached
        on goal_types.goal_type = reached.goal_type and paths.path_key = reached.holder_key
    where reached.holder_key is null

),

bagged as (

    select
        *,
        substr(md5(path_key), 1, 2) as bag

    from outcomes

)

select * from bagged
