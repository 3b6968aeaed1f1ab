-- What another value of the goal changes is reckoned with the weights that were reported; the rest
-- is what other weights change, so that both add up to the digit.
with

credits as (

    select * from {{ ref('int_attribution__restated_credits') }}

),

goals as (

    select * from {{ ref('int_attribution__restated_goals') }}

),

causes as (

    select * from {{ ref('int_attribution__restated_causes') }}

),

parted as (

    select
        credits.*,
        goals.frozen_date,
        coalesce(goals.goal_cause, causes.cause) as cause,
        credits.current_weight - credits.reported_weight as goals_difference,
        credits.current_amount - credits.reported_amount as amount_difference,
        case
            when goals.goal_cause is not null or goals.current_value = goals.reported_value then 0
            when credits.current_weight = credits.reported_weight
                then credits.current_amount - credits.reported_amount
            else
                cast(
                    credits.reported_weight * (goals.current_value - goals.reported_value)
                    as decimal(18, 6)
                )
        end as by_value

    from credits
    inner join goals
        on
        credits.month_start_date = goals.month_start_date
        and credits.goal_type = goals.goal_type
        and credits.goal_key = goals.goal_key
    left join causes
        on
        credits.month_start_date = causes.month_start_date
        and credits.goal_type = causes.goal_type
        and credits.goal_key = causes.goal_key
        and credits.attribution_model = causes.attribution_model
        and credits.attribution_scope = causes.attribution_scope

),

restatements as (

    select
        month_start_date,
        frozen_date,
        goal_key,
        goal_type,
        touchpoint_key,
        channel,
        attribution_model,
        attribution_scope,
        'amount_change' as cause,
        cast(0 as decimal(19, 18)) as goals_difference,
        cast(by_value as decimal(18, 6)) as amount_difference

    from parted
    where by_value != 0

    union all

    select
        month_start_date,
        frozen_date,
        goal_key,
        goal_type,
        touchpoint_key,
        channel,
        attribution_model,
        attribution_scope,
        cause,
        cast(goals_difference as decimal(19, 18)) as goals_difference,
        cast(amount_difference - by_value as decimal(18, 6)) as amount_difference

    from parted
    where goals_difference != 0 or amount_difference != by_value

)

select * from restatements
