-- What was known, when a week ended, of how many deals of a cell are won within so many weeks: from
-- weeks that lie at least as long back. No later knowledge enters.
with

observations as (

    select * from {{ ref('int_forecast__observations') }}

),

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

-- The last two years.
running as (

    select
        made_date,
        cell,
        weeks_later,
        sum(deals) over last_years as deals,
        sum(wins) over last_years as wins_in_that_week

    from observations
    window
        last_years as (
            partition by cell, weeks_later
            order by made_date
            rows between {{ var('forecast_memory_weeks') - 1 }} preceding and current row
        )

),

within as (

    select
        made_date,
        cell,
        weeks_later,
        deals,
        sum(wins_in_that_week) over (
            partition by cell, made_date
            order by weeks_later
            rows between unbounded preceding and current row
        ) as wins

    from running

),

-- What a week began to tell is known when its weeks have passed.
known as (

    select
        weeks.made_date,
        within.cell,
        within.weeks_later,
        within.deals,
        within.wins

    from within
    inner join weeks
        on {{ dbt.dateadd('day', '7 * within.weeks_later', 'within.made_date') }} = weeks.made_date

)

select * from known
