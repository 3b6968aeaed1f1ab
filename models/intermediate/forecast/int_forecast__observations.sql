-- How many deals of a cell were open at the end of a week, and how many of them were won in the
-- first, second ... week after it; every cell has a row for every week and every delay.
with

deal_weeks as (

    select * from {{ ref('int_forecast__deal_weeks') }}

),

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

delays as (

    select number as weeks_later from {{ ref('int_calendar__numbers') }}
    where number between 1 and {{ var('forecast_weeks') }}

),

members as (
    {%- for level in [1, 2, 3, 4] %}

        select
            made_date,
            cell_{{ level }} as cell,
            weeks_to_win
        from deal_weeks
        {% if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}

),

open_counts as (

    select
        made_date,
        cell,
        count(*) as deals
    from members
    group by made_date, cell

),

win_counts as (

    select
        made_date,
        cell,
        weeks_to_win,
        count(*) as wins
    from members
    where weeks_to_win is not null
    group by made_date, cell, weeks_to_win

),

cells as (

    select distinct cell from open_counts

),

observations as (

    select
        weeks.made_date,
        cells.cell,
        delays.weeks_later,
        coalesce(open_counts.deals, 0) as deals,
        coalesce(win_counts.wins, 0) as wins

    from weeks
    cross join cells
    cross join delays
    left join open_counts
        on weeks.made_date = open_counts.made_date and cells.cell = open_counts.cell
    left join win_counts
        on
        weeks.made_date = win_counts.made_date
        and cells.cell = win_counts.cell
        and delays.weeks_later = win_counts.weeks_to_win

)

select * from observations
