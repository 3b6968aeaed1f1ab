-- Every touch that any scope could count for a goal: up to the very moment of the goal, and not
-- before its lookback. What was done for one deal does not count for another.
with

goals as (

    select * from {{ ref('int_attribution__goals') }}

),

goal_people as (

    select * from {{ ref('int_attribution__goal_people') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}
    where is_creditable

),

channels as (

    select * from {{ ref('dim_channels') }}

),

candidates as (

    select
        goals.goal_number,
        true as is_of_the_company,
        touchpoints.*

    from goals
    inner join touchpoints on goals.account_key = touchpoints.account_key

    union all

    select
        goals.goal_number,
        true as is_of_the_company,
        touchpoints.*

    from goals
    inner join touchpoints on goals.lone_person_key = touchpoints.person_key

    union all

    -- a contact of the deal who is of another company, or of none we know; where the deal itself is
    -- of none, every contact but the one whose touches are there already
    select
        goal_people.goal_number,
        false as is_of_the_company,
        touchpoints.*

    from goal_people
    inner join goals on goal_people.goal_number = goals.goal_number
    inner join touchpoints on goal_people.person_key = touchpoints.person_key
    where
        goal_people.person_key != coalesce(goals.lone_person_key, '')
        and coalesce(goals.account_key, '(none)') != coalesce(touchpoints.account_key, '')

),

described as (

    select
        candidates.goal_number,
        candidates.touchpoint_key,
        candidates.is_of_the_company,
        goal_people.goal_number is not null as is_of_a_contact,
        coalesce(goal_people.is_primary, false) as is_of_the_main_contact,
        coalesce(goal_people.role_weight, 1) as role_weight,
        candidates.side,
        candidates.channel,
        candidates.weight_class,
        candidates.touched_at,
        candidates.touch_priority,
        candidates.channel != 'Direct' as is_non_direct,
        coalesce(channels.is_paid, false) as is_paid,
        {{ fractional_days_between('candidates.touched_at', 'goals.reached_at') }} as days_before

    from candidates
    inner join goals on candidates.goal_number = goals.goal_number
    left join goal_people
        on
        candidates.goal_number = goal_people.goal_number
        and candidates.person_key = goal_people.person_key
    left join channels on candidates.channel = channels.channel
    where
        candidates.touched_at <= goals.reached_at
        and (goals.earliest_at is null or candidates.touched_at >= goals.earliest_at)
        and (
            goals.opportunity_key is null
            or candidates.opportunity_key is null
            or candidates.opportunity_key = goals.opportunity_key
        )

)

select * from described
