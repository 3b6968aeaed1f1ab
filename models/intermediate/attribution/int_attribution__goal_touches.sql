-- Every touch that any scope could count for a goal: up to the very moment of the goal, and not
-- before its lookback. What was done for one deal does not count for another.
with

goals as (

    select
        goals.goal_key,
        goals.goal_type,
        goals.opportunity_key,
        goals.reached_at,
        coalesce('account:' || goals.account_key, 'person:' || goals.person_key) as journey_key,
        {{ dbt.dateadd('day', '-goal_types.lookback_days', 'goals.reached_at') }} as counts_from

    from {{ ref('fct_goals') }} as goals
    left join {{ ref('goal_types') }} as goal_types on goals.goal_type = goal_types.goal_type
    -- a refund is credited as the deal was
    where goals.refunded_goal_key is null

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

-- A touch is part of the journey of its company and of that of its person; a goal asks for one.
journeys as (

    select
        touchpoint_key,
        touched_at,
        opportunity_key,
        'account:' || account_key as journey_key
    from touchpoints
    where account_key is not null

    union all

    select
        touchpoint_key,
        touched_at,
        opportunity_key,
        'person:' || person_key as journey_key
    from touchpoints
    where person_key is not null

),

of_the_company as (

    select
        goals.goal_key,
        journeys.touchpoint_key

    from goals
    inner join journeys
        on
        goals.journey_key = journeys.journey_key
        and goals.reached_at >= journeys.touched_at
        and (goals.counts_from is null or goals.counts_from <= journeys.touched_at)
        and (
            goals.opportunity_key is null
            or journeys.opportunity_key is null
            or goals.opportunity_key = journeys.opportunity_key
        )

),

of_its_people as (

    select
        goals.goal_key,
        touchpoints.touchpoint_key,
        goal_people.role_weight,
        goal_people.is_primary

    from goals
    inner join goal_people on goals.goal_key = goal_people.goal_key
    inner join touchpoints
        on
        goal_people.person_key = touchpoints.person_key
        and goals.reached_at >= touchpoints.touched_at
        and (goals.counts_from is null or goals.counts_from <= touchpoints.touched_at)
        and (
            goals.opportunity_key is null
            or touchpoints.opportunity_key is null
            or goals.opportunity_key = touchpoints.opportunity_key
        )

),

candidates as (

    select
        coalesce(of_the_company.goal_key, of_its_people.goal_key) as goal_key,
        coalesce(of_the_company.touchpoint_key, of_its_people.touchpoint_key) as touchpoint_key,
        of_the_company.goal_key is not null as is_of_the_company,
        of_its_people.goal_key is not null as is_of_a_contact,
        coalesce(of_its_people.is_primary, false) as is_of_the_main_contact,
        coalesce(of_its_people.role_weight, 1) as role_weight

    from of_the_company
    full join of_its_people
        on
        of_the_company.goal_key = of_its_people.goal_key
        and of_the_company.touchpoint_key = of_its_people.touchpoint_key

),

described as (

    select
        candidates.goal_key,
        candidates.touchpoint_key,
        candidates.is_of_the_company,
        candidates.is_of_a_contact,
        candidates.is_of_the_main_contact,
        candidates.role_weight,
        goals.goal_type,
        touchpoints.side,
        touchpoints.channel,
        touchpoints.weight_class,
        touchpoints.touched_at,
        touchpoints.touch_priority,
        touchpoints.channel != 'Direct' as is_non_direct,
        coalesce(channels.is_paid, false) as is_paid,
        {{ fractional_days_between('touchpoints.touched_at', 'goals.reached_at') }} as days_before

    from candidates
    inner join goals on candidates.goal_key = goals.goal_key
    inner join touchpoints on candidates.touchpoint_key = touchpoints.touchpoint_key
    left join channels on touchpoints.channel = channels.channel

)

select * from described
