-- Which periods a forecast made at the end of a week is for: the months and quarters that end
-- within the weeks that open deals are followed.
with

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

periods as (

    select * from {{ ref('dim_periods') }}
    where period_type in ('month', 'quarter')

),

working_days as (

    select * from {{ ref('dim_business_days') }}
    where region = '(any)'

),

paired as (

    select
        weeks.made_date,
        periods.period_type,
        periods.period_start_date,
        periods.period_end_date,
        greatest(
            weeks.made_date,
            cast({{ dbt.dateadd('day', -1, 'periods.period_start_date') }} as date)
        ) as ahead_from_date

    from weeks
    inner join periods
        on
        weeks.made_date < periods.period_end_date
        and {{ dbt.dateadd('week', var('forecast_weeks'), 'weeks.made_date') }}
        >= periods.period_end_date

),

timed as (

    select
        paired.made_date,
        paired.period_type,
        paired.period_start_date,
        paired.period_end_date,
        {{ days_between('paired.made_date', 'paired.ahead_from_date') }} / 7.0 as weeks_to_start,
        {{ days_between('paired.made_date', 'paired.period_end_date') }} / 7.0 as weeks_to_end,
        {{ days_between('paired.ahead_from_date', 'paired.period_end_date') }} as days_ahead,
        end_days.working_day_number - start_days.working_day_number as working_days_ahead

    from paired
    inner join working_days as start_days on paired.ahead_from_date = start_days.date_day
    inner join working_days as end_days on paired.period_end_date = end_days.date_day

)

select * from timed
