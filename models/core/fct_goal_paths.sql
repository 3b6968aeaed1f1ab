-- The paths of goals that touches are credited for, as the scope account of the ledger sees them,
-- of deals that were not won, and of all there are, for the goals they never reached.
with

goals as (

    select * from {{ ref('fct_goals') }}

),

opportunities as (

    select
        opportunity_key,
        case
            when opportunity_type in ('renewal', 'expansion', 'contraction') then 'existing'
            else 'new'
        end as deal_kind

    from {{ ref('fct_opportunities') }}

),

unwon as (

    select * from {{ ref('int_funnel__journeys') }}
    where journey_outcome in ('lost', 'open')

),

paths as (

    select * from {{ ref('int_funnel__journey_paths') }}

),

placed as (

    select
        'goal:' || goals.goal_key as path_key,
        goals.goal_type,
        coalesce(opportunities.deal_kind, '(no deal)') as deal_kind,
        true as is_converted,
        goals.goal_key,
        coalesce('account:' || goals.account_key, 'person:' || goals.person_key) as holder_key,
        goals.goal_value,
        goals.reached_at

    from goals
    left join opportunities on goals.opportunity_key = opportunities.opportunity_key
    where goals.refunded_goal_key is null

    union all

    select
        unwon.journey_key as path_key,
        'won' as goal_type,
        opportunities.deal_kind,
        false as is_converted,
        cast(null as varchar) as goal_key,
        coalesce(
            'account:' || unwon.account_key, 'person:' || unwon.lone_person_key
        ) as holder_key,
        cast(0 as decimal(18, 6)) as goal_value,
        cast(null as timestamp) as reached_at

    from unwon
    inner join opportunities on unwon.opportunity_key = opportunities.opportunity_key

    union all

    select
        path_key,
        '(no goal)' as goal_type,
        '(no deal)' as deal_kind,
        false as is_converted,
        cast(null as varchar) as goal_key,
        path_key as holder_key,
        cast(0 as decimal(18, 6)) as goal_value,
        cast(null as timestamp) as reached_at

    from paths
    where path_key not like 'goal:%' and path_key not like 'deal:%'

),

described as (

    select
        placed.path_key,
        placed.goal_type,
        placed.deal_kind,
        placed.is_converted,
        placed.goal_key,
        placed.holder_key,
        coalesce(paths.channel_path, '(no touch)') as channel_path,
        coalesce(paths.opening_path, '(no touch)') as opening_path,
        coalesce(paths.side_path, '(no touch)') as side_path,
        cast(coalesce(paths.touches, 0) as bigint) as touches,
        placed.goal_value,
        {{ days_between('paths.first_touch_at', 'placed.reached_at') }} as days_to_goal

    from placed
    left join paths on placed.path_key = paths.path_key

)

select * from described
