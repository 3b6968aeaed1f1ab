with

reported as (

    select * from {{ ref('fct_attribution_as_reported') }}

),

restatements as (

    select * from {{ ref('fct_attribution_restatements') }}

),

-- Of a month that moved, all that was reported, so that it adds up to the report.
moved_months as (

    select distinct
        month_start_date,
        frozen_date,
        goal_type,
        attribution_model,
        attribution_scope
    from restatements

),

lines as (

    select
        reported.month_start_date,
        moved_months.frozen_date,
        reported.goal_type,
        reported.attribution_model,
        reported.attribution_scope,
        reported.channel,
        '(as reported)' as cause,
        reported.weight as reported_goals,
        cast(0 as decimal(19, 18)) as goals_difference,
        reported.credit_amount as reported_amount,
        cast(0 as decimal(18, 6)) as amount_difference

    from reported
    inner join moved_months
        on
        reported.month_start_date = moved_months.month_start_date
        and reported.goal_type = moved_months.goal_type
        and reported.attribution_model = moved_months.attribution_model
        and reported.attribution_scope = moved_months.attribution_scope

    union all

    select
        month_start_date,
        frozen_date,
        goal_type,
        attribution_model,
        attribution_scope,
        channel,
        cause,
        cast(0 as decimal(19, 18)) as reported_goals,
        goals_difference,
        cast(0 as decimal(18, 6)) as reported_amount,
        amount_difference

    from restatements

),

restated as (

    select
        attribution_model,
        attribution_scope,
        goal_type,
        month_start_date,
        frozen_date,
        channel,
        cause,
        cast(sum(reported_goals) as decimal(28, 18)) as reported_goals,
        cast(sum(goals_difference) as decimal(28, 18)) as goals_difference,
        cast(sum(reported_goals + goals_difference) as decimal(28, 18)) as current_goals,
        cast(sum(reported_amount) as decimal(18, 6)) as reported_amount,
        cast(sum(amount_difference) as decimal(18, 6)) as amount_difference,
        cast(sum(reported_amount + amount_difference) as decimal(18, 6)) as current_amount

    from lines
    group by 1, 2, 3, 4, 5, 6, 7

)

select * from restated
