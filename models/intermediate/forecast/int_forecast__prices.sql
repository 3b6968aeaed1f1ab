-- What part of its value in a stage a deal is won at in the end, as far as known when a week ends.
with

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

won as (

    select * from {{ ref('int_forecast__deal_weeks') }}
    where won_date is not null and reporting_amount > 0

),

prices as (

    select
        weeks.made_date,
        won.stage,
        cast(sum(won.won_amount) as double) / cast(sum(won.reporting_amount) as double)
            as price_rate

    from weeks
    inner join won on weeks.made_date >= won.won_date
    group by weeks.made_date, won.stage

)

select * from prices
