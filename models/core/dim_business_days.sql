with

dates as (

    select * from {{ ref('dim_dates') }}

),

business_calendars as (

    select * from {{ ref('business_calendars') }}

),

holidays as (

    select * from {{ ref('holidays') }}

),

listed_years as (

    select distinct
        region,
        cast(extract(year from holiday_date) as integer) as calendar_year

    from holidays

),

days as (

    select
        business_calendars.region,
        dates.date_day,
        holidays.holiday_date is null
        and business_calendars.iso_working_days
        like '%' || cast(dates.iso_day_of_week as varchar) || '%' as is_working_day,
        coalesce(holidays.holiday_name, '(none)') as holiday_name,
        listed_years.region is not null as has_holidays

    from business_calendars
    cross join dates
    left join holidays
        on
        business_calendars.region = holidays.region
        and dates.date_day = holidays.holiday_date
    left join listed_years
        on
        business_calendars.region = listed_years.region
        and dates.calendar_year = listed_years.calendar_year

),

numbered as (

    select
        region,
        date_day,
        is_working_day,
        holiday_name,
        cast(
            sum(case when is_working_day then 1 else 0 end) over (
                partition by region
                order by date_day
                rows between unbounded preceding and current row
            ) as bigint
        ) as working_day_number,
        has_holidays

    from days

)

select * from numbered
