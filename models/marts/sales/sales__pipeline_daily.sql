with

snapshots as (

    select
        *,
        coalesce(close_date < snapshot_date, false) as is_overdue

    from {{ ref('fct_pipeline_snapshots') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

summed as (

    select
        snapshot_date,
        stage,
        stage_order,
        forecast_category,
        owner_key,
        manager_name,
        team_name,
        region,
        count(*) as opportunities,
        count(*) filter (where amount is null) as opportunities_without_amount,
        count(*) filter (where is_overdue) as overdue_opportunities,
        coalesce(sum(reporting_amount), 0) as pipeline_amount,
        coalesce(sum(reporting_amount) filter (where is_overdue), 0) as overdue_amount,
        coalesce(
            sum(reporting_amount * cast(win_probability as decimal(9, 6))), 0
        ) as crm_weighted_amount,
        sum(age_days) as age_days,
        sum(days_in_stage) as days_in_stage

    from snapshots
    group by
        snapshot_date, stage, stage_order, forecast_category, owner_key, manager_name, team_name,
        region

),

described as (

    select
        summed.snapshot_date,
        summed.stage,
        summed.stage_order,
        summed.forecast_category,
        summed.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        summed.manager_name,
        summed.team_name,
        summed.region,
        cast(summed.opportunities as bigint) as opportunities,
        cast(summed.opportunities_without_amount as bigint) as opportunities_without_amount,
        cast(summed.overdue_opportunities as bigint) as overdue_opportunities,
        cast(summed.pipeline_amount as decimal(18, 2)) as pipeline_amount,
        cast(summed.overdue_amount as decimal(18, 2)) as overdue_amount,
        cast(summed.crm_weighted_amount as decimal(18, 2)) as crm_weighted_amount,
        cast(summed.age_days as bigint) as age_days,
        cast(summed.days_in_stage as bigint) as days_in_stage,
        cast(summed.age_days as double) / summed.opportunities as average_age_days,
        cast(summed.days_in_stage as double) / summed.opportunities as average_days_in_stage

    from summed
    left join reps on summed.owner_key = reps.owner_key

)

select * from described
