-- Revenue of deals that nobody knew of yet at the end of a week, by how many weeks later they were
-- won; and what is therefore to be expected of the unknown within so many weeks: the mean of the
-- last half year that had passed by then.
with

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

wins as (

    select * from {{ ref('int_forecast__wins') }}

),

members as (

    select * from {{ ref('int_forecast__members') }}

),

delays as (

    select number as weeks_later from {{ ref('int_calendar__numbers') }}
    where number between 1 and {{ var('forecast_weeks') }}

),

names as (

    select distinct
        forecast_level,
        member_name
    from members

),

unknown_then as (

    select
        weeks.made_date,
        members.forecast_level,
        members.member_name,
        cast(
            ceil({{ days_between('weeks.made_date', 'wins.won_date') }} / 7.0) as integer
        ) as weeks_later,
        wins.won_amount

    from weeks
    inner join wins
        on
        weeks.made_date < wins.opened_date
        and {{ dbt.dateadd('week', var('forecast_weeks'), 'weeks.made_date') }} >= wins.won_date
    inner join members
        on wins.team_name = members.team_name and wins.region = members.region

),

summed as (

    select
        made_date,
        forecast_level,
        member_name,
        weeks_later,
        sum(won_amount) as won_amount
    from unknown_then
    group by made_date, forecast_level, member_name, weeks_later

),

everywhere as (

    select
        weeks.made_date,
        weeks.days_of_history,
        names.forecast_level,
        names.member_name,
        delays.weeks_later,
        coalesce(summed.won_amount, 0) as won_amount

    from weeks
    cross join names
    cross join delays
    left join summed
        on
        weeks.made_date = summed.made_date
        and names.forecast_level = summed.forecast_level
        and names.member_name = summed.member_name
        and delays.weeks_later = summed.weeks_later

),

within as (

    select
        made_date,
        forecast_level,
        member_name,
        weeks_later,
        sum(won_amount) over (
            partition by made_date, forecast_level, member_name
            order by weeks_later
            rows between unbounded preceding and current row
        ) as won_amount

    from everywhere

),

averaged as (

    select
        made_date,
        forecast_level,
        member_name,
        weeks_later,
        cast(sum(won_amount) over half_a_year as double) / count(*) over half_a_year
            as average_amount

    from within
    window
        half_a_year as (
            partition by forecast_level, member_name, weeks_later
            order by made_date
            rows between 25 preceding and current row
        )

),

known as (

    select
        weeks.made_date,
        averaged.forecast_level,
        averaged.member_name,
        averaged.weeks_later,
        averaged.average_amount

    from averaged
    inner join weeks
        on {{ dbt.dateadd('day', '7 * averaged.weeks_later', 'averaged.made_date') }}
        = weeks.made_date

)

select * from known
