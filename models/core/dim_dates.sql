with

numbers as (

    select * from {{ ref('int_calendar__numbers') }}

),

days as (

    select
        cast(
            {{ dbt.dateadd(
                'day',
                'number',
                "cast('" ~ var('calendar_start') ~ "' as date)"
            ) }} as date
        ) as date_day

    from numbers

),

dates as (

    select
        date_day,

        -- 2001-01-01 was a Monday; engines number the days of the week differently
        {{ days_between("'2001-01-01'", 'date_day') }} % 7 + 1 as iso_day_of_week,
        cast(date_trunc('week', date_day) as date) as week_start_date,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        cast(date_trunc('quarter', date_day) as date) as quarter_start_date,
        cast(extract(year from date_day) as integer) as calendar_year,
        cast(extract(quarter from date_day) as integer) as calendar_quarter,
        cast(extract(month from date_day) as integer) as calendar_month,
        date_day <= {{ as_of() }} as is_past

    from days
    where
        date_day < {{ dbt.dateadd('year', 2, as_of()) }}

)

select * from dates
