with

credits_before as (

    select * from {{ ref('int_attribution__credits_before') }}

),

closing as (

    select * from {{ ref('int_attribution__closing') }}

),

goals as (

    select * from {{ ref('fct_goals') }}

),

ledger as (

    select * from {{ ref('fct_attribution') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

now_closed as (

    select
        closing.frozen_date,
        goals.*

    from goals
    inner join closing
        on
        goals.reached_date < closing.open_until_date
        and (closing.open_from_date is null or goals.reached_date >= closing.open_from_date)

),

reported as (

    select
        month_start_date,
        frozen_date,
        goal_key,
        goal_type,
        goal_value,
        account_key,
        person_key,
        reached_date,
        touchpoint_key,
        channel,
        side,
        campaign_key,
        touch_account_key,
        touch_person_key,
        attribution_model,
        attribution_scope,
        weight,
        credit_amount
    from credits_before

    union all

    select
        cast(date_trunc('month', now_closed.reached_date) as date) as month_start_date,
        now_closed.frozen_date,
        now_closed.goal_key,
        now_closed.goal_type,
        now_closed.goal_value,
        now_closed.account_key,
        now_closed.person_key,
        now_closed.reached_date,
        ledger.touchpoint_key,
        coalesce(touchpoints.channel, '(no touch)') as channel,
        touchpoints.side,
        touchpoints.campaign_key,
        touchpoints.account_key as touch_account_key,
        touchpoints.person_key as touch_person_key,
        ledger.attribution_model,
        ledger.attribution_scope,
        ledger.weight,
        ledger.credit_amount

    from now_closed
    inner join ledger on now_closed.goal_key = ledger.goal_key
    left join touchpoints on ledger.touchpoint_key = touchpoints.touchpoint_key

)

select * from reported
