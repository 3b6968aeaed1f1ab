-- How far off was each way to forecast, 4, 8 and 12 weeks before the end of months and quarters?
-- Mean absolute error and bias as shares of what was won; the first year had little to learn from.
with

accuracy as (

    select * from {{ ref('sales__forecast_accuracy') }}
    where forecast_level = 'company' and has_a_year_of_history

),

errors as (

    select
        period_type,
        weeks_before_end,
        forecast_method,
        count(*) as periods,
        cast(sum(absolute_error_amount) as double) / sum(actual_amount) as error_rate,
        cast(sum(error_amount) as double) / sum(actual_amount) as bias_rate,
        cast(sum(slipped_amount) as double) / nullif(sum(due_amount), 0) as slippage_rate

    from accuracy
    group by period_type, weeks_before_end, forecast_method

)

select * from errors
order by period_type, weeks_before_end, error_rate
