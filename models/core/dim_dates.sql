with

numbers as (

    select * from {{ ref('int_calendar__numbers') }}

),

fiscal_months as (

    select
        *,
        lead(start_date) over (order by start_date) as next_start_date

    from {{ ref('fiscal_months') }}

),

fiscal_periods as (

    select
        *,
        min(start_date) over (partition by fiscal_year, fiscal_quarter) as quarter_start_date,
        max(next_start_date) over (partition by fiscal_year, fiscal_quarter)
            as next_quarter_start_date,
        min(start_date) over (partition by fiscal_year) as year_start_date,
        max(next_start_date) over (partition by fiscal_year) as next_year_start_date

    from fiscal_months

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

calendar as (

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

),

dates as (

    select
        calendar.*,
        fiscal_periods.fiscal_year,
        fiscal_periods.fiscal_quarter,
        fiscal_periods.fiscal_month,
        fiscal_periods.start_date as fiscal_month_start_date,
        cast({{ dbt.dateadd('day', -1, 'fiscal_periods.next_start_date') }} as date)
            as fiscal_month_end_date,
        fiscal_periods.quarter_start_date as fiscal_quarter_start_date,
        cast({{ dbt.dateadd('day', -1, 'fiscal_periods.next_quarter_start_date') }} as date)
            as fiscal_quarter_end_date,
        fiscal_periods.year_start_date as fiscal_year_start_date,
        cast({{ dbt.dateadd('day', -1, 'fiscal_periods.next_year_start_date') }} as date)
            as fiscal_year_end_date

    from calendar
    left join fiscal_periods
        on
        calendar.date_day >= fiscal_periods.start_date
        and calendar.date_day < fiscal_periods.next_start_date

)

select * from dates
