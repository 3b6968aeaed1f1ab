with

business_calendars as (

    select * from {{ ref('business_calendars') }}

),

business_days as (

    select * from {{ ref('dim_business_days') }}

),

hours as (

    select
        region,
        {% for column in ['opens_at', 'closes_at'] %}
            cast(substring({{ column }}, 1, 2) as integer) * 60
            + cast(substring({{ column }}, 4, 2) as integer) as {{ column }}_minute,
        {% endfor %}
        time_zone

    from business_calendars

),

local_days as (

    select
        business_days.region,
        business_days.date_day,
        business_days.is_working_day,
        {% for column in ['opens_at', 'closes_at'] %}
            {{ dbt.dateadd(
                'minute',
                'hours.' ~ column ~ '_minute',
                'cast(business_days.date_day as timestamp)'
            ) }} as local_{{ column }},
        {% endfor %}
        hours.time_zone

    from business_days
    inner join hours on business_days.region = hours.region

),

utc_days as (

    select
        region,
        date_day,
        time_zone,
        is_working_day,
        case when is_working_day then {{ utc_time('local_opens_at', 'time_zone') }} end
            as opens_at,
        case when is_working_day then {{ utc_time('local_closes_at', 'time_zone') }} end
            as closes_at

    from local_days

),

measured as (

    select
        *,
        cast(coalesce({{ dbt.datediff('opens_at', 'closes_at', 'minute') }}, 0) as bigint)
            as business_minutes

    from utc_days

),

summed as (

    select
        region,
        date_day,
        time_zone,
        is_working_day,
        opens_at,
        closes_at,
        business_minutes,
        cast(
            sum(business_minutes) over (
                partition by region
                order by date_day
                rows between unbounded preceding and current row
            ) - business_minutes as bigint
        ) as business_minutes_before

    from measured

)

select * from summed
