with

closed as (

    select
        *,
        coalesce(owner_key, '(no owner)') as known_owner_key,
        cast(date_trunc('month', close_date) as date) as month_start_date,
        case when is_won then 'won' else 'lost' end as outcome

    from {{ ref('fct_opportunities') }}
    where is_closed and close_date is not null

),

reached as (

    select * from {{ ref('fct_opportunity_stages_reached') }}

),

required_stages as (

    select * from {{ ref('required_stages') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

-- Only a deal whose history the CRM keeps can be said to have skipped anything.
recorded as (

    select distinct opportunity_key
    from {{ ref('fct_opportunity_stages') }}
    where not is_imputed

),

judged as (

    select
        closed.opportunity_key,
        closed.month_start_date,
        closed.known_owner_key,
        closed.opportunity_type,
        closed.outcome,
        count(reached.stage) as passed_stages,
        count(required_stages.stage) filter (where reached.is_skipped) as skipped_required_stages,
        count(*) filter (where reached.is_skipped) as skipped_stages,
        count(*) filter (where reached.has_regressed) as regressed_stages

    from closed
    inner join recorded on closed.opportunity_key = recorded.opportunity_key
    inner join reached on closed.opportunity_key = reached.opportunity_key
    left join required_stages
        on
        closed.opportunity_type = required_stages.opportunity_type
        and reached.stage = required_stages.stage
    group by 1, 2, 3, 4, 5

),

counted as (

    select
        closed.month_start_date,
        closed.known_owner_key,
        closed.opportunity_type,
        closed.outcome,
        count(*) as opportunities,
        count(judged.opportunity_key) as judged_opportunities,
        count(*) filter (where judged.skipped_required_stages = 0) as adhering_opportunities,
        count(*) filter (where judged.skipped_stages > 0) as skipping_opportunities,
        count(*) filter (where judged.regressed_stages > 0) as regressing_opportunities

    from closed
    left join judged on closed.opportunity_key = judged.opportunity_key
    group by 1, 2, 3, 4

),

rated as (

    select
        counted.month_start_date,
        counted.known_owner_key as owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        counted.opportunity_type,
        counted.outcome,
        cast(counted.opportunities as bigint) as opportunities,
        cast(counted.judged_opportunities as bigint) as judged_opportunities,
        cast(counted.adhering_opportunities as bigint) as adhering_opportunities,
        cast(counted.skipping_opportunities as bigint) as skipping_opportunities,
        cast(counted.regressing_opportunities as bigint) as regressing_opportunities,
        cast(counted.adhering_opportunities as double)
        / nullif(counted.judged_opportunities, 0) as adherence_rate,
        cast(counted.skipping_opportunities as double)
        / nullif(counted.judged_opportunities, 0) as skip_rate,
        cast(counted.regressing_opportunities as double)
        / nullif(counted.judged_opportunities, 0) as regression_rate

    from counted
    left join reps on counted.known_owner_key = reps.owner_key

)

select * from rated
