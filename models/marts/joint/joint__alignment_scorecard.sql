with

measured as (

    select * from {{ ref('fct_alignment_measures') }}

),

-- Single months are few leads, deals or answers; the three before are taken together, but for
-- those without anything to divide by, such as months without a quota.
compared as (

    select
        *,
        sum(case when denominator != 0 then numerator end) over (
            partition by measure
            order by month_start_date
            rows between 3 preceding and 1 preceding
        ) as numerator_before,
        sum(denominator) over (
            partition by measure
            order by month_start_date
            rows between 3 preceding and 1 preceding
        ) as denominator_before

    from measured

),

valued as (

    select
        *,
        cast(numerator as double) / nullif(cast(denominator as double), 0) as measured_value,
        cast(numerator_before as double) / nullif(cast(denominator_before as double), 0)
            as value_before

    from compared

),

targets as (

    select
        valued.measure,
        valued.month_start_date,
        targets.target_value

    from valued
    inner join {{ ref('alignment_targets') }} as targets
        on
        valued.measure = targets.measure
        and valued.month_start_date >= targets.valid_from_date
    qualify
        row_number() over (
            partition by valued.measure, valued.month_start_date
            order by targets.valid_from_date desc
        ) = 1

),

-- What is to go down is turned over, so that more is better everywhere.
turned as (

    select
        valued.month_start_date,
        {{ dbt.dateadd('month', 1, 'valued.month_start_date') }}
        <= {{ dbt.dateadd('day', 1, as_of()) }} as is_month_over,
        valued.measure,
        measures.measure_order,
        measures.owner_team,
        measures.is_alignment,
        measures.measure_unit,
        measures.direction,
        valued.numerator,
        valued.denominator,
        valued.measured_value,
        valued.value_before,
        targets.target_value,
        valued.measured_value - valued.value_before as value_change,
        case measures.direction when 'down' then -1 else 1 end as sign,
        abs(valued.value_before) * measures.trend_tolerance as allowed_change,
        abs(targets.target_value) * measures.near_tolerance as allowed_distance

    from valued
    inner join {{ ref('alignment_measures') }} as measures on valued.measure = measures.measure
    left join targets
        on
        valued.measure = targets.measure
        and valued.month_start_date = targets.month_start_date

),

judged as (

    select
        month_start_date,
        is_month_over,
        measure,
        measure_order,
        owner_team,
        is_alignment,
        measure_unit,
        direction,
        numerator,
        denominator,
        measured_value,
        value_before,
        value_change,
        target_value,
        case
            when measured_value is null or value_before is null then 'no data'
            when abs(value_change) <= allowed_change then 'same'
            when value_change * sign > 0 then 'better'
            else 'worse'
        end as trend,
        case
            when measured_value is null then 'no data'
            when target_value is null then 'no target'
            when (measured_value - target_value) * sign >= 0 then 'met'
            when (measured_value - target_value) * sign >= -allowed_distance then 'near'
            else 'missed'
        end as status

    from turned

)

select * from judged
