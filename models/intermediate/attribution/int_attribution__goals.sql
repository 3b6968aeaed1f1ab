-- The goals that touches are looked for, by number, with the time in which a touch counts. A refund
-- is not among them: it is credited as the deal was.
with

goals as (

    select * from {{ ref('fct_goals') }}
    where refunded_goal_key is null

),

goal_types as (

    select * from {{ ref('goal_types') }}

),

numbered as (

    select
        cast(row_number() over (order by goals.goal_key) as integer) as goal_number,
        goals.goal_key,
        goals.goal_type,
        goals.opportunity_key,
        goals.account_key,
        goals.person_key,
        -- a person without a company is a company of one
        case when goals.account_key is null then goals.person_key end as lone_person_key,
        {{ dbt.dateadd('day', '-goal_types.lookback_days', 'goals.reached_at') }} as earliest_at,
        goals.lead_at,
        goals.opportunity_at,
        goals.closed_at,
        goals.reached_at

    from goals
    left join goal_types on goals.goal_type = goal_types.goal_type

)

select * from numbered
