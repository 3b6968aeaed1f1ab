{%- set counted = [
    ('entered', 'true'),
    ('imputed', 'is_imputed'),
    ('skipped', 'is_skipped'),
    ('reached_next', 'has_moved_on'),
    ('dropped', 'is_dropped'),
    ('still_in', 'not has_moved_on and not is_dropped'),
] -%}

with

joint_stages as (

    select * from {{ ref('joint_stages') }}

),

reached as (

    select * from {{ ref('fct_joint_stages') }}

),

times_to_won as (

    select
        unit,
        percentile_cont(0.5) within group (
            order by {{ days_between('first_reached_at', 'reached_at') }}
        ) as median_days_to_won

    from reached
    where joint_stage = 'won' and not is_imputed
    group by unit

),

aged as (

    select
        reached.*,
        coalesce(
            {{ days_between('reached.first_reached_at', as_of()) }}
            > times_to_won.median_days_to_won,
            false
        ) as is_mature

    from reached
    left join times_to_won on reached.unit = times_to_won.unit

),

viewed as (

    select
        'cohort' as funnel_view,
        cast(date_trunc('month', first_reached_at) as date) as month_start_date,
        *

    from aged

    union all

    select
        'period' as funnel_view,
        cast(date_trunc('month', reached_at) as date) as month_start_date,
        *

    from aged

),

by_stage as (

    select
        funnel_view,
        unit,
        month_start_date,
        stage_order,
        {% for name, condition in counted %}
            count(*) filter (where {{ condition }}) as {{ name }},
            sum(reporting_amount) filter (where {{ condition }}) as {{ name }}_amount,
        {% endfor %}
        count(*) filter (where is_mature) as mature,
        count(days_to_next_stage) as timed,
        percentile_cont(0.5) within group (order by days_to_next_stage)
            as median_days_to_next_stage,
        percentile_cont(0.9) within group (order by days_to_next_stage) as p90_days_to_next_stage

    from viewed
    group by funnel_view, unit, month_start_date, stage_order

),

-- Everybody of a cohort is in its first stage.
months as (

    select
        by_stage.funnel_view,
        by_stage.unit,
        by_stage.month_start_date,
        max(times_to_won.median_days_to_won) as median_days_to_won,
        max(by_stage.entered) as cohort_size,
        max(by_stage.mature) as mature_cohort_size

    from by_stage
    left join times_to_won on by_stage.unit = times_to_won.unit
    group by by_stage.funnel_view, by_stage.unit, by_stage.month_start_date

),

-- A stage that nobody reached is a row of zeros, not a gap in the chart.
described as (

    select
        months.funnel_view,
        months.unit,
        months.month_start_date,
        joint_stages.joint_stage,
        joint_stages.stage_order,
        joint_stages.owner_team,
        joint_stages.is_hand_off,
        {% for name, condition in counted %}
            cast(coalesce(by_stage.{{ name }}, 0) as bigint) as {{ name }},
            case
                when months.unit = 'deals'
                    then cast(coalesce(by_stage.{{ name }}_amount, 0) as decimal(18, 2))
            end as {{ name }}_amount,
        {% endfor %}
        cast(coalesce(by_stage.timed, 0) as bigint) as timed,
        cast(by_stage.median_days_to_next_stage as double) as median_days_to_next_stage,
        cast(by_stage.p90_days_to_next_stage as double) as p90_days_to_next_stage,
        cast(
            case
                when months.funnel_view = 'cohort' then months.cohort_size
                else coalesce(by_stage.entered, 0)
            end as bigint
        ) as cohort_size,
        cast(
            case
                when months.funnel_view = 'cohort' then months.mature_cohort_size
                else coalesce(by_stage.mature, 0)
            end as bigint
        ) as mature,
        cast(months.median_days_to_won as double) as median_days_to_won

    from months
    inner join joint_stages on months.unit != 'deals' or joint_stages.has_value
    left join by_stage
        on
        months.funnel_view = by_stage.funnel_view
        and months.unit = by_stage.unit
        and months.month_start_date = by_stage.month_start_date
        and joint_stages.stage_order = by_stage.stage_order

),

rated as (

    select
        *,
        cast(reached_next as double) / nullif(entered, 0) as conversion_rate,
        cast(dropped as double) / nullif(entered, 0) as drop_off_rate,
        cast(skipped as double) / nullif(entered, 0) as skip_rate,
        cast(reached_next_amount as double)
        / nullif(cast(entered_amount as double), 0) as amount_conversion_rate,
        cast(mature as double) / nullif(cohort_size, 0) as maturity_rate

    from described

)

select * from rated
