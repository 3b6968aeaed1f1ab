with

ledger as (

    select * from {{ ref('fct_attribution') }}

),

goals as (

    select * from {{ ref('fct_goals') }}
    where reached_at is not null

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

credits as (

    select
        ledger.attribution_model,
        ledger.attribution_scope,
        goals.goal_type,
        coalesce(touchpoints.channel, '(no touch)') as channel,
        coalesce(touchpoints.touch_date, goals.reached_date) as touch_date,
        goals.reached_date,
        ledger.weight,
        ledger.credit_amount

    from ledger
    inner join goals on ledger.goal_key = goals.goal_key
    left join touchpoints on ledger.touchpoint_key = touchpoints.touchpoint_key

),

-- The same credit on two clocks: the month of the touch matures, the month of the close is cash.
clocked as (

    select
        *,
        'touch' as clock,
        cast(date_trunc('month', touch_date) as date) as month_start_date
    from credits

    union all

    select
        *,
        'close' as clock,
        cast(date_trunc('month', reached_date) as date) as month_start_date
    from credits

),

earned as (

    select
        attribution_model,
        attribution_scope,
        goal_type,
        clock,
        month_start_date,
        channel,
        sum(weight) as credited_goals,
        sum(credit_amount) as credit_amount

    from clocked
    group by 1, 2, 3, 4, 5, 6

),

spend as (

    select
        channel,
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        sum(reporting_spend) as spend

    from {{ ref('fct_ad_performance') }}
    group by 1, 2

),

clocks as (

    select 'touch' as clock
    union all
    select 'close' as clock

),

-- Every model answers for all the money that was spent, also for what earned nothing.
views as (

    select distinct
        attribution_model,
        attribution_scope,
        goal_type,
        clock
    from earned

    union

    select
        models.attribution_model,
        models.attribution_scope,
        'won' as goal_type,
        clocks.clock
    from {{ ref('attribution_models') }} as models
    cross join clocks

),

spent as (

    select
        views.*,
        spend.channel,
        spend.month_start_date,
        spend.spend

    from views
    cross join spend

),

joined as (

    select
        coalesce(earned.attribution_model, spent.attribution_model) as attribution_model,
        coalesce(earned.attribution_scope, spent.attribution_scope) as attribution_scope,
        coalesce(earned.goal_type, spent.goal_type) as goal_type,
        coalesce(earned.clock, spent.clock) as clock,
        coalesce(earned.month_start_date, spent.month_start_date) as month_start_date,
        coalesce(earned.channel, spent.channel) as channel,
        cast(coalesce(earned.credited_goals, 0) as decimal(28, 18)) as credited_goals,
        cast(coalesce(earned.credit_amount, 0) as decimal(18, 6)) as credit_amount,
        cast(coalesce(spent.spend, 0) as decimal(18, 6)) as spend

    from earned
    full join spent
        on
        earned.attribution_model = spent.attribution_model
        and earned.attribution_scope = spent.attribution_scope
        and earned.goal_type = spent.goal_type
        and earned.clock = spent.clock
        and earned.month_start_date = spent.month_start_date
        and earned.channel = spent.channel

),

returns as (

    select
        *,
        cast(credit_amount as double) / nullif(cast(spend as double), 0) as roas,
        cast(spend as double) / nullif(cast(credited_goals as double), 0) as cost_per_goal

    from joined

)

select * from returns
