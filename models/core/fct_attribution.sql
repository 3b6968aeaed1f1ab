with

goals as (

    select
        goals.goal_key,
        goals.opportunity_key,
        goals.reached_at,
        goals.goal_value,
        coalesce('account:' || goals.account_key, 'person:' || goals.person_key) as journey_key,
        {{ dbt.dateadd('day', '-goal_types.lookback_days', 'goals.reached_at') }} as counts_from

    from {{ ref('fct_goals') }} as goals
    left join {{ ref('goal_types') }} as goal_types on goals.goal_type = goal_types.goal_type

),

creditable as (

    select * from {{ ref('fct_touchpoints') }}
    where is_creditable

),

attribution_models as (

    select * from {{ ref('attribution_models') }}

),

-- A touch is part of the journey of its company and of that of its person; a goal asks for one.
touches as (

    select
        *,
        'account:' || account_key as journey_key
    from creditable
    where account_key is not null

    union all

    select
        *,
        'person:' || person_key as journey_key
    from creditable
    where person_key is not null

),

-- Up to the very moment of the goal, and not before its lookback. What was done for one deal
-- does not count for another.
eligible as (

    select
        goals.goal_key,
        goals.goal_value,
        touches.touchpoint_key,
        row_number() over (
            partition by goals.goal_key
            order by touches.touched_at, touches.touch_priority, touches.touchpoint_key
        ) as touch_number,
        count(*) over (partition by goals.goal_key) as touch_count

    from goals
    inner join touches
        on
        goals.journey_key = touches.journey_key
        and goals.reached_at >= touches.touched_at
        and (goals.counts_from is null or goals.counts_from <= touches.touched_at)
        and (
            goals.opportunity_key is null
            or touches.opportunity_key is null
            or goals.opportunity_key = touches.opportunity_key
        )

),

-- What each touch asks for. In a short journey the parts that nobody holds are missing.
claimed as (

    select
        eligible.*,
        attribution_models.attribution_model,
        case
            when attribution_models.kind = 'linear' then 1
            when eligible.touch_count = 1
                then attribution_models.first_weight + attribution_models.last_weight
            when eligible.touch_number = 1 then attribution_models.first_weight
            when eligible.touch_number = eligible.touch_count then attribution_models.last_weight
            else
                cast(
                    1 - attribution_models.first_weight - attribution_models.last_weight as double
                ) / (eligible.touch_count - 2)
        end as claim

    from eligible
    cross join attribution_models

),

-- Shares of what is claimed, so that every goal is credited exactly once.
weighed as (

    select
        *,
        cast(
            cast(claim as double)
            / sum(cast(claim as double)) over (
                partition by goal_key, attribution_model
                order by touch_number
                rows between unbounded preceding and unbounded following
            ) as decimal(19, 18)
        ) as weight

    from claimed
    where claim > 0

),

-- Rounding the running total instead of each credit leaves nothing over and nothing missing.
running as (

    select
        *,
        case
            when
                row_number() over (
                    partition by goal_key, attribution_model
                    order by touch_number desc
                ) = 1
                then goal_value
            else
                cast(
                    goal_value * cast(
                        sum(weight) over (
                            partition by goal_key, attribution_model
                            order by touch_number
                            rows between unbounded preceding and current row
                        ) as decimal(19, 18)
                    ) as decimal(18, 6)
                )
        end as credit_up_to_here

    from weighed

),

credited as (

    select
        goal_key,
        touchpoint_key,
        attribution_model,
        weight,
        credit_up_to_here - coalesce(
            lag(credit_up_to_here) over (
                partition by goal_key, attribution_model
                order by touch_number
            ), 0
        ) as credit_amount

    from running

),

-- What nobody touched stays in the ledger, or the models would promise more than there was.
untouched as (

    select
        goals.goal_key,
        '(no touch)' as touchpoint_key,
        attribution_models.attribution_model,
        cast(1 as decimal(19, 18)) as weight,
        goals.goal_value as credit_amount

    from goals
    left join eligible on goals.goal_key = eligible.goal_key
    cross join attribution_models
    where eligible.goal_key is null

),

ledger as (

    select * from credited
    union all
    select * from untouched

),

published as (

    select
        goal_key,
        touchpoint_key,
        attribution_model,
        'account' as attribution_scope,
        weight,
        cast(credit_amount as decimal(18, 6)) as credit_amount

    from ledger

)

select * from published
