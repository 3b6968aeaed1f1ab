with

forecasts as (

    select * from {{ ref('fct_forecasts') }}

),

periods as (

    select * from {{ ref('dim_periods') }}

),

last_week as (

    select max(made_date) as made_date from forecasts

),

described as (

    select
        forecasts.made_date,
        forecasts.made_date = last_week.made_date as is_latest,
        forecasts.forecast_level,
        forecasts.member_name,
        forecasts.period_type,
        forecasts.period_start_date,
        forecasts.period_end_date,
        periods.period_name,
        forecasts.forecast_method,
        forecasts.won_amount,
        forecasts.open_amount,
        forecasts.unknown_amount,
        forecasts.forecast_amount,
        cast(
            forecasts.forecast_amount - lag(forecasts.forecast_amount) over (
                partition by
                    forecasts.forecast_level,
                    forecasts.member_name,
                    forecasts.period_type,
                    forecasts.period_start_date,
                    forecasts.forecast_method
                order by forecasts.made_date
            ) as decimal(18, 2)
        ) as change_amount,
        {{ days_between('forecasts.made_date', 'forecasts.period_end_date') }} as days_to_end,
        forecasts.days_of_history >= 364 as has_a_year_of_history

    from forecasts
    cross join last_week
    inner join periods
        on
        forecasts.period_type = periods.period_type
        and forecasts.period_start_date = periods.period_start_date

)

select * from described
