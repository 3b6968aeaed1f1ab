with

goals_before as (

    select * from {{ ref('int_attribution__goals_before') }}

),

closing as (

    select * from {{ ref('int_attribution__closing') }}

),

goals as (

    select * from {{ ref('fct_goals') }}

),

reported as (

    select
        month_start_date,
        frozen_date,
        goal_key,
        goal_type,
        account_key,
        person_key,
        reached_date,
        goal_value
    from goals_before

    union all

    select
        cast(date_trunc('month', goals.reached_date) as date) as month_start_date,
        closing.frozen_date,
        goals.goal_key,
        goals.goal_type,
        goals.account_key,
        goals.person_key,
        goals.reached_date,
        goals.goal_value

    from goals
    inner join closing
        on
        goals.reached_date < closing.open_until_date
        and (closing.open_from_date is null or goals.reached_date >= closing.open_from_date)

)

select * from reported
