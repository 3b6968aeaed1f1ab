-- The working days of everybody a quota may be for. A rep works the calendar of the region of that
-- day; a team, manager, region or company that of its reps where they share one, else that of
-- (any).
with

rep_periods as (

    select * from {{ ref('bridge_rep_periods') }}
    where period_type = 'month'

),

business_days as (

    select
        *,
        cast(date_trunc('month', date_day) as date) as month_start_date

    from {{ ref('dim_business_days') }}

),

shared_calendars as (

    select
        member_level,
        member_key,
        case
            when min(calendar_region) = max(calendar_region) then min(calendar_region)
            else '(any)'
        end as calendar_region

    from rep_periods
    where member_level != 'rep'
    group by member_level, member_key

),

-- A team that has a quota before it has a rep.
quota_members as (

    select distinct
        quota_level as member_level,
        case when quota_level = 'team' then team_name else '(company)' end as member_key

    from {{ ref('fct_quotas') }}
    where quota_level != 'rep'

),

other_calendars as (

    select
        coalesce(shared_calendars.member_level, quota_members.member_level) as member_level,
        coalesce(shared_calendars.member_key, quota_members.member_key) as member_key,
        coalesce(shared_calendars.calendar_region, '(any)') as calendar_region

    from shared_calendars
    full join quota_members
        on
        shared_calendars.member_level = quota_members.member_level
        and shared_calendars.member_key = quota_members.member_key

),

days as (

    select
        rep_periods.member_level,
        rep_periods.member_key,
        business_days.region as calendar_region,
        business_days.date_day,
        business_days.is_working_day,
        business_days.has_holidays

    from rep_periods
    inner join business_days
        on
        rep_periods.calendar_region = business_days.region
        and rep_periods.month_start_date = business_days.month_start_date
        and business_days.date_day between rep_periods.first_date and rep_periods.last_date
    where rep_periods.member_level = 'rep'

    union all

    select
        other_calendars.member_level,
        other_calendars.member_key,
        business_days.region as calendar_region,
        business_days.date_day,
        business_days.is_working_day,
        business_days.has_holidays

    from other_calendars
    inner join business_days on other_calendars.calendar_region = business_days.region

),

numbered as (

    select
        member_level,
        member_key,
        date_day,
        calendar_region,
        is_working_day,
        cast(
            sum(case when is_working_day then 1 else 0 end) over (
                partition by member_level, member_key
                order by date_day
                rows between unbounded preceding and current row
            ) as bigint
        ) as working_day_number,
        has_holidays

    from days

)

select * from numbered
