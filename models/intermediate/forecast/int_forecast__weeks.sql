-- Forecasts are made at the end of every week, of which there is a pipeline.
with

dates as (

    select * from {{ ref('dim_dates') }}
    where is_past and iso_day_of_week = 7

),

states as (

    select min(from_date) as first_date from {{ ref('fct_opportunity_states') }}

),

weeks as (

    select
        dates.date_day as made_date,
        {{ days_between('states.first_date', 'dates.date_day') }} as days_of_history

    from dates
    inner join states on dates.date_day >= states.first_date

)

select * from weeks
