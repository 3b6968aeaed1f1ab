with

credits_before as (

    select * from {{ ref('int_attribution__credits_before') }}

),

closing as (

    select * from {{ ref('int_attribution__closing') }}

),

goals as (

    select * from {{ ref('fct_goals_as_reported') }}

),

ledger as (

    select * from {{ ref('fct_attribution') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

now_closed as (

    select goals.* from goals
    inner join closing on goals.frozen_date = closing.frozen_date

),

-- In order, they take half the room.
now_frozen as (

    select
        now_closed.month_start_date,
        now_closed.frozen_date,
        now_closed.goal_key,
        now_closed.goal_type,
        ledger.touchpoint_key,
        coalesce(touchpoints.channel, '(no touch)') as channel,
        ledger.attribution_model,
        ledger.attribution_scope,
        ledger.weight,
        ledger.credit_amount

    from now_closed
    inner join ledger on now_closed.goal_key = ledger.goal_key
    left join touchpoints on ledger.touchpoint_key = touchpoints.touchpoint_key
    order by
        now_closed.month_start_date,
        now_closed.goal_key,
        ledger.attribution_scope,
        ledger.attribution_model,
        ledger.touchpoint_key

),

reported as (

    select
        month_start_date,
        frozen_date,
        goal_key,
        goal_type,
        touchpoint_key,
        channel,
        attribution_model,
        attribution_scope,
        weight,
        credit_amount
    from credits_before

    union all

    select * from now_frozen

)

select * from reported
