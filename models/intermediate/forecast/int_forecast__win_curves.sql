-- A fine cell is believed as far as it has been seen: its own n deals count n parts, what the next
-- coarser cell says counts forecast_prior_deals parts.
with

deal_weeks as (

    select * from {{ ref('int_forecast__deal_weeks') }}

),

win_rates as (

    select * from {{ ref('int_forecast__win_rates') }}

),

delays as (

    select number as weeks_later from {{ ref('int_calendar__numbers') }}
    where number between 1 and {{ var('forecast_weeks') }}

),

asked as (

    select distinct
        made_date,
        cell_1,
        cell_2,
        cell_3,
        cell_4
    from deal_weeks

),

counted as (

    select
        asked.made_date,
        asked.cell_4,
        delays.weeks_later,
        coalesce(stages.deals, 0) as stage_deals,
        coalesce(stages.wins, 0) as stage_wins,
        coalesce(dues.deals, 0) as due_deals,
        coalesce(dues.wins, 0) as due_wins,
        coalesce(kinds.deals, 0) as kind_deals,
        coalesce(kinds.wins, 0) as kind_wins,
        coalesce(segments.deals, 0) as segment_deals,
        coalesce(segments.wins, 0) as segment_wins

    from asked
    cross join delays
    {%- for name in ['stages', 'dues', 'kinds', 'segments'] %}
        left join win_rates as {{ name }}
            on
            asked.made_date = {{ name }}.made_date
            and asked.cell_{{ loop.index }} = {{ name }}.cell
            and delays.weeks_later = {{ name }}.weeks_later
    {%- endfor %}

),

{%- set prior = var('forecast_prior_deals') %}

rated_stages as (

    select
        *,
        cast(stage_wins as double) / nullif(stage_deals, 0) as stage_rate
    from counted

),

rated_dues as (

    select
        *,
        (due_wins + {{ prior }} * stage_rate) / (due_deals + {{ prior }}) as due_rate
    from rated_stages

),

rated_kinds as (

    select
        *,
        (kind_wins + {{ prior }} * due_rate) / (kind_deals + {{ prior }}) as kind_rate
    from rated_dues

),

rated as (

    select
        made_date,
        cell_4,
        weeks_later,
        (segment_wins + {{ prior }} * kind_rate) / (segment_deals + {{ prior }}) as win_rate
    from rated_kinds

),

-- Longer delays are known from fewer weeks. Whoever wins within 4 weeks wins within 5.
rising as (

    select
        made_date,
        cell_4,
        weeks_later,
        max(win_rate) over (
            partition by made_date, cell_4
            order by weeks_later
            rows between unbounded preceding and current row
        ) as win_rate

    from rated

)

select * from rising
