with

closed as (

    select
        *,
        coalesce(owner_key, '(no owner)') as known_owner_key,
        cast(date_trunc('month', close_date) as date) as month_start_date

    from {{ ref('fct_opportunities') }}
    where is_closed and close_date is not null

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

results as (

    select
        known_owner_key as owner_key,
        month_start_date,
        count(*) filter (where is_won) as won_opportunities,
        count(*) filter (where is_lost) as lost_opportunities,
        count(reporting_amount) filter (where is_won) as won_opportunities_with_amount,
        coalesce(sum(reporting_amount) filter (where is_won), 0) as won_amount,
        coalesce(sum(reporting_amount) filter (where is_lost), 0) as lost_amount,
        coalesce(sum(days_to_close) filter (where is_won), 0) as won_days_to_close,
        percentile_cont(0.5) within group (
            order by case when is_won then cast(reporting_amount as double) end
        ) as median_won_amount

    from closed
    group by 1, 2

),

rated as (

    select
        results.owner_key,
        results.month_start_date,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.manager_key, '(not set)') as manager_key,
        coalesce(reps.manager_name, '(not set)') as manager_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        coalesce(reps.region, '(not set)') as region,
        cast(results.won_opportunities as bigint) as won_opportunities,
        cast(results.lost_opportunities as bigint) as lost_opportunities,
        cast(results.won_opportunities_with_amount as bigint) as won_opportunities_with_amount,
        cast(results.won_amount as decimal(18, 2)) as won_amount,
        cast(results.lost_amount as decimal(18, 2)) as lost_amount,
        cast(results.won_days_to_close as bigint) as won_days_to_close,
        cast(results.won_opportunities as double)
        / nullif(results.won_opportunities + results.lost_opportunities, 0) as win_rate,
        cast(results.won_amount as double)
        / nullif(results.won_amount + results.lost_amount, 0) as value_win_rate,
        cast(results.won_amount as double)
        / nullif(results.won_opportunities_with_amount, 0) as average_won_amount,
        cast(results.median_won_amount as decimal(18, 2)) as median_won_amount,
        cast(results.won_days_to_close as double)
        / nullif(results.won_opportunities, 0) as average_days_to_close

    from results
    left join reps on results.owner_key = reps.owner_key

)

select * from rated
