with

audience_stages as (

    select * from {{ ref('audience_stages') }}

),

reached as (

    select
        'people' as audience,
        person_key as member_key,
        is_named,
        stage,
        reached_at,
        is_imputed,
        has_moved_on,
        first_touched_at,
        first_channel,
        days_from_previous_stage

    from {{ ref('fct_person_stages') }}

    union all

    select
        'accounts' as audience,
        account_key as member_key,
        true as is_named,
        stage,
        reached_at,
        is_imputed,
        has_moved_on,
        first_touched_at,
        first_channel,
        days_from_previous_stage

    from {{ ref('fct_account_stages') }}

),

times_to_intent as (

    select
        audience,
        percentile_cont(0.5) within group (
            order by {{ days_between('first_touched_at', 'reached_at') }}
        ) as median_days_to_intent

    from reached
    where stage = 'intent'
    group by audience

),

aged as (

    select
        reached.*,
        times_to_intent.median_days_to_intent,
        coalesce(
            {{ days_between('reached.first_touched_at', as_of()) }}
            > times_to_intent.median_days_to_intent,
            false
        ) as is_mature

    from reached
    left join times_to_intent on reached.audience = times_to_intent.audience

),

viewed as (

    select
        'cohort' as funnel_view,
        cast(date_trunc('month', first_touched_at) as date) as month_start_date,
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
        audience,
        funnel_view,
        month_start_date,
        first_channel,
        stage,
        count(*) as reached,
        count(*) filter (where is_named) as named,
        count(*) filter (where is_imputed) as imputed,
        count(*) filter (where has_moved_on) as moved_on,
        count(*) filter (where is_mature) as mature,
        count(days_from_previous_stage) as timed,
        sum(days_from_previous_stage) as total_days_from_previous_stage,
        percentile_cont(0.5) within group (
            order by days_from_previous_stage
        ) as median_days_from_previous_stage

    from viewed
    group by audience, funnel_view, month_start_date, first_channel, stage

),

-- A stage that nobody reached is a row of zeros, not a gap in the chart.
groups as (

    select
        audience,
        funnel_view,
        month_start_date,
        first_channel,
        max(median_days_to_intent) as median_days_to_intent,
        count(distinct case when stage = 'awareness' then member_key end) as cohort_size,
        count(distinct case when stage = 'awareness' and is_mature then member_key end)
            as mature_cohort_size

    from viewed
    group by audience, funnel_view, month_start_date, first_channel

),

described as (

    select
        groups.audience,
        groups.funnel_view,
        groups.month_start_date,
        groups.first_channel as channel,
        audience_stages.funnel_stage as stage,
        audience_stages.stage_order,
        cast(coalesce(by_stage.reached, 0) as bigint) as reached,
        cast(coalesce(by_stage.named, 0) as bigint) as named,
        cast(coalesce(by_stage.imputed, 0) as bigint) as imputed,
        cast(coalesce(by_stage.moved_on, 0) as bigint) as moved_on,
        cast(coalesce(by_stage.timed, 0) as bigint) as timed,
        cast(coalesce(by_stage.total_days_from_previous_stage, 0) as bigint)
            as total_days_from_previous_stage,
        cast(by_stage.median_days_from_previous_stage as double)
            as median_days_from_previous_stage,
        cast(
            case
                when groups.funnel_view = 'cohort' then groups.cohort_size
                else coalesce(by_stage.reached, 0)
            end as bigint
        ) as cohort_size,
        cast(
            case
                when groups.funnel_view = 'cohort' then groups.mature_cohort_size
                else coalesce(by_stage.mature, 0)
            end as bigint
        ) as mature,
        cast(groups.median_days_to_intent as double) as median_days_to_intent

    from groups
    cross join audience_stages
    left join by_stage
        on
        groups.audience = by_stage.audience
        and groups.funnel_view = by_stage.funnel_view
        and groups.month_start_date = by_stage.month_start_date
        and groups.first_channel = by_stage.first_channel
        and audience_stages.funnel_stage = by_stage.stage

),

rated as (

    select
        *,
        case when stage != 'intent' then cast(moved_on as double) / nullif(reached, 0) end
            as next_stage_rate,
        cast(mature as double) / nullif(cohort_size, 0) as maturity_rate,
        cast(imputed as double) / nullif(reached, 0) as imputed_rate

    from described

)

select * from rated
