with

opportunities as (

    select * from {{ ref('fct_opportunities') }}
    where created_at is not null

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

reached as (

    select * from {{ ref('fct_opportunity_stages_reached') }}

),

path_stages as (

    select * from {{ ref('stages') }}
    where stage_order between 1 and 4 or is_won

),

won_cycles as (

    select
        opportunity_type,
        percentile_cont(0.5) within group (order by days_to_close) as median_won_days

    from opportunities
    where is_won
    group by opportunity_type

),

placed as (

    select
        opportunities.*,
        cast(date_trunc('month', opportunities.created_at) as date) as cohort_month_start_date,
        coalesce(accounts.size_class, '(not set)') as size_class,
        won_cycles.median_won_days,
        {{ days_between('opportunities.created_at', as_of()) }}
        >= won_cycles.median_won_days as is_mature

    from opportunities
    left join accounts on opportunities.account_key = accounts.account_key
    left join won_cycles on opportunities.opportunity_type = won_cycles.opportunity_type

),

cohorts as (

    select
        cohort_month_start_date,
        opportunity_type,
        size_class,
        median_won_days,
        count(*) as cohort_opportunities,
        count(*) filter (where is_mature) as mature_opportunities

    from placed
    group by cohort_month_start_date, opportunity_type, size_class, median_won_days

),

by_stage as (

    select
        placed.cohort_month_start_date,
        placed.opportunity_type,
        placed.size_class,
        reached.stage,
        count(*) as entered_opportunities,
        count(*) filter (where reached.is_imputed) as imputed_opportunities,
        count(*) filter (where reached.is_skipped) as skipped_opportunities,
        count(*) filter (where reached.has_regressed) as regressed_opportunities,
        count(*) filter (where reached.has_moved_on) as moved_on_opportunities,
        count(*) filter (where placed.is_won) as won_opportunities,
        count(*) filter (where reached.is_lost_here) as lost_opportunities,
        count(*) filter (where reached.is_still_here) as open_opportunities,
        sum(placed.reporting_amount) as entered_amount,
        sum(placed.reporting_amount) filter (where reached.has_moved_on) as moved_on_amount,
        sum(placed.reporting_amount) filter (where placed.is_won) as won_amount,
        sum(placed.reporting_amount) filter (where reached.is_lost_here) as lost_amount,
        sum(placed.reporting_amount) filter (where reached.is_still_here) as open_amount

    from placed
    inner join reached on placed.opportunity_key = reached.opportunity_key
    group by
        placed.cohort_month_start_date,
        placed.opportunity_type,
        placed.size_class,
        reached.stage

),

-- A stage nobody reached is a row of zeros, not a gap in the chart.
described as (

    select
        cohorts.cohort_month_start_date,
        cohorts.opportunity_type,
        cohorts.size_class,
        path_stages.stage,
        path_stages.stage_order,
        cast(coalesce(by_stage.entered_opportunities, 0) as bigint) as entered_opportunities,
        cast(coalesce(by_stage.imputed_opportunities, 0) as bigint) as imputed_opportunities,
        cast(coalesce(by_stage.skipped_opportunities, 0) as bigint) as skipped_opportunities,
        cast(coalesce(by_stage.regressed_opportunities, 0) as bigint) as regressed_opportunities,
        cast(coalesce(by_stage.moved_on_opportunities, 0) as bigint) as moved_on_opportunities,
        cast(coalesce(by_stage.won_opportunities, 0) as bigint) as won_opportunities,
        cast(coalesce(by_stage.lost_opportunities, 0) as bigint) as lost_opportunities,
        cast(coalesce(by_stage.open_opportunities, 0) as bigint) as open_opportunities,
        cast(coalesce(by_stage.entered_amount, 0) as decimal(18, 2)) as entered_amount,
        cast(coalesce(by_stage.moved_on_amount, 0) as decimal(18, 2)) as moved_on_amount,
        cast(coalesce(by_stage.won_amount, 0) as decimal(18, 2)) as won_amount,
        cast(coalesce(by_stage.lost_amount, 0) as decimal(18, 2)) as lost_amount,
        cast(coalesce(by_stage.open_amount, 0) as decimal(18, 2)) as open_amount,
        cast(cohorts.cohort_opportunities as bigint) as cohort_opportunities,
        cast(cohorts.mature_opportunities as bigint) as mature_opportunities,
        cast(cohorts.median_won_days as double) as median_won_days

    from cohorts
    cross join path_stages
    left join by_stage
        on
        cohorts.cohort_month_start_date = by_stage.cohort_month_start_date
        and cohorts.opportunity_type = by_stage.opportunity_type
        and cohorts.size_class = by_stage.size_class
        and path_stages.stage = by_stage.stage

),

rated as (

    select
        *,
        case
            when stage != 'won'
                then cast(moved_on_opportunities as double) / nullif(entered_opportunities, 0)
        end as next_stage_rate,
        cast(won_opportunities as double) / nullif(entered_opportunities, 0) as won_rate,
        cast(lost_opportunities as double) / nullif(entered_opportunities, 0) as drop_off_rate,
        cast(skipped_opportunities as double) / nullif(entered_opportunities, 0) as skip_rate,
        cast(regressed_opportunities as double)
        / nullif(entered_opportunities, 0) as regression_rate,
        cast(mature_opportunities as double) / nullif(cohort_opportunities, 0) as maturity_rate

    from described

)

select * from rated
