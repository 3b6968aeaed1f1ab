-- Per channel, the least and the most won revenue that any model gives it. A wide spread says that
-- the choice of model decides the budget; look at the journeys before you do.
with

by_model as (

    select
        channel,
        attribution_model,
        sum(credit_amount) as credit_amount

    from {{ ref('joint__attribution_by_channel') }}
    where goal_type = 'won' and clock = 'close'
    group by channel, attribution_model

),

spread as (

    select
        channel,
        min(credit_amount) as least_amount,
        max(credit_amount) as most_amount,
        max(credit_amount) - min(credit_amount) as spread_amount

    from by_model
    group by channel
    order by spread_amount desc, channel asc

)

select * from spread
