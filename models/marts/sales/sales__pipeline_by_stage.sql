with

open_opportunities as (

    select
        *,
        {{ days_between('created_at', as_of()) }} as age_days,
        coalesce(close_date < {{ as_of() }}, false) as is_overdue

    from {{ ref('fct_opportunities') }}
    where not is_closed

),

current_entries as (

    select * from {{ ref('fct_opportunity_stages') }}
    where is_current

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

stages as (

    select * from {{ ref('stages') }}

),

by_stage as (

    select
        open_opportunities.stage,
        coalesce(open_opportunities.owner_key, '(no owner)') as owner_key,
        count(*) as opportunities,
        count(*) filter (where open_opportunities.reporting_amount is null)
            as opportunities_without_amount,
        count(*) filter (where open_opportunities.is_overdue) as overdue_opportunities,
        coalesce(sum(open_opportunities.reporting_amount), 0) as pipeline_amount,
        coalesce(
            sum(
                open_opportunities.reporting_amount
                * cast(open_opportunities.win_probability as decimal(9, 6))
            ), 0
        ) as crm_weighted_amount,
        sum(open_opportunities.age_days) as age_days,
        coalesce(sum(current_entries.days_in_stage), 0) as days_in_stage

    from open_opportunities
    left join current_entries
        on open_opportunities.opportunity_key = current_entries.opportunity_key
    group by 1, 2

),

described as (

    select
        by_stage.stage,
        stages.stage_order,
        by_stage.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.manager_name, '(not set)') as manager_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        coalesce(reps.region, '(not set)') as region,
        cast(by_stage.opportunities as bigint) as opportunities,
        cast(by_stage.opportunities_without_amount as bigint) as opportunities_without_amount,
        cast(by_stage.overdue_opportunities as bigint) as overdue_opportunities,
        cast(by_stage.pipeline_amount as decimal(18, 2)) as pipeline_amount,
        cast(by_stage.crm_weighted_amount as decimal(18, 2)) as crm_weighted_amount,
        cast(by_stage.age_days as bigint) as age_days,
        cast(by_stage.days_in_stage as bigint) as days_in_stage,
        cast(by_stage.age_days as double) / by_stage.opportunities as average_age_days,
        cast(by_stage.days_in_stage as double) / by_stage.opportunities as average_days_in_stage

    from by_stage
    inner join stages on by_stage.stage = stages.stage
    left join reps on by_stage.owner_key = reps.owner_key

)

select * from described
