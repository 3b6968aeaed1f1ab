-- What open deals, and deals nobody knows of yet, bring between the beginning and the end of a
-- period by experience. Between two whole weeks the way is straight.
with

targets as (

    select * from {{ ref('int_forecast__targets') }}

),

open_values as (

    select * from {{ ref('int_forecast__open_values') }}

),

curves as (

    select * from {{ ref('int_forecast__win_curves') }}

),

arrivals as (

    select * from {{ ref('int_forecast__arrivals') }}

),

names as (

    select
        forecast_level,
        member_name,
        min(first_date) as first_date
    from {{ ref('int_forecast__members') }}
    group by forecast_level, member_name

),

-- The weeks on both sides of each end, the end counting plus and the beginning minus.
corners as (
    {%- for side, sign in [('end', 1), ('start', -1)] %}

        select
            made_date,
            period_type,
            period_start_date,
            cast(floor(weeks_to_{{ side }}) as integer) as weeks_later,
            {{ sign }} * (floor(weeks_to_{{ side }}) + 1 - weeks_to_{{ side }}) as weight
        from targets

        union all

        select
            made_date,
            period_type,
            period_start_date,
            cast(floor(weeks_to_{{ side }}) as integer) + 1 as weeks_later,
            {{ sign }} * (weeks_to_{{ side }} - floor(weeks_to_{{ side }})) as weight
        from targets
        {% if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}

),

from_open as (

    select
        corners.made_date,
        corners.period_type,
        corners.period_start_date,
        open_values.forecast_level,
        open_values.member_name,
        sum(
            cast(
                corners.weight * curves.win_rate * cast(open_values.value_if_won as double)
                as decimal(18, 4)
            )
        ) as expected_amount

    from corners
    inner join open_values on corners.made_date = open_values.made_date
    inner join curves
        on
        open_values.made_date = curves.made_date
        and open_values.cell_4 = curves.cell_4
        and corners.weeks_later = curves.weeks_later
    where corners.weight != 0
    group by
        corners.made_date, corners.period_type, corners.period_start_date,
        open_values.forecast_level, open_values.member_name

),

from_unknown as (

    select
        corners.made_date,
        corners.period_type,
        corners.period_start_date,
        arrivals.forecast_level,
        arrivals.member_name,
        sum(cast(corners.weight * arrivals.average_amount as decimal(18, 4))) as expected_amount

    from corners
    inner join arrivals
        on
        corners.made_date = arrivals.made_date
        and corners.weeks_later = arrivals.weeks_later
    where corners.weight != 0
    group by
        corners.made_date, corners.period_type, corners.period_start_date,
        arrivals.forecast_level, arrivals.member_name

),

expectations as (

    select
        targets.made_date,
        targets.period_type,
        targets.period_start_date,
        names.forecast_level,
        names.member_name,
        cast(coalesce(from_open.expected_amount, 0) as decimal(18, 2)) as expected_open_amount,
        cast(coalesce(from_unknown.expected_amount, 0) as decimal(18, 2))
            as expected_unknown_amount

    from targets
    inner join names on targets.made_date >= names.first_date
    left join from_open
        on
        targets.made_date = from_open.made_date
        and targets.period_type = from_open.period_type
        and targets.period_start_date = from_open.period_start_date
        and names.forecast_level = from_open.forecast_level
        and names.member_name = from_open.member_name
    left join from_unknown
        on
        targets.made_date = from_unknown.made_date
        and targets.period_type = from_unknown.period_type
        and targets.period_start_date = from_unknown.period_start_date
        and names.forecast_level = from_unknown.forecast_level
        and names.member_name = from_unknown.member_name

)

select * from expectations
