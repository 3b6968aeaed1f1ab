with

forecasts as (

    select * from {{ ref('fct_forecasts') }}

),

periods as (

    select * from {{ ref('dim_periods') }}
    where is_over

),

states as (

    select * from {{ ref('fct_opportunity_states') }}

),

snapshots as (

    select * from {{ ref('fct_pipeline_snapshots') }}

),

distances as (

    select 4 as weeks_before_end
    union all
    select 8 as weeks_before_end
    union all
    select 12 as weeks_before_end

),

-- The forecast of the last Sunday that lies at least so many weeks before the end.
chosen as (

    select
        forecasts.*,
        distances.weeks_before_end

    from forecasts
    inner join periods
        on
        forecasts.period_type = periods.period_type
        and forecasts.period_start_date = periods.period_start_date
    cross join distances
    where
        {{ days_between('forecasts.made_date', 'forecasts.period_end_date') }}
        >= 7 * distances.weeks_before_end
        and {{ days_between('forecasts.made_date', 'forecasts.period_end_date') }}
        < 7 * distances.weeks_before_end + 7

),

cases as (

    select distinct
        made_date,
        period_type,
        period_start_date,
        period_end_date,
        forecast_level,
        member_name
    from chosen

),

won as (

    select
        cases.made_date,
        cases.period_type,
        cases.period_start_date,
        cases.forecast_level,
        cases.member_name,
        sum(states.reporting_amount) as actual_amount

    from cases
    inner join states
        on
        cases.period_start_date <= coalesce(states.close_date, states.from_date)
        and cases.period_end_date >= coalesce(states.close_date, states.from_date)
        and cases.member_name
        = case cases.forecast_level
            when 'company' then '(all)'
            when 'region' then states.region
            else states.team_name
        end
    where states.deal_status = 'won' and states.until_date > {{ as_of() }}
    group by
        cases.made_date, cases.period_type, cases.period_start_date, cases.forecast_level,
        cases.member_name

),

-- Deals that were due in the period when the forecast was made, and were not when it ended.
due as (

    select
        cases.made_date,
        cases.period_type,
        cases.period_start_date,
        cases.forecast_level,
        cases.member_name,
        count(*) as due_deals,
        sum(coalesce(snapshots.reporting_amount, 0)) as due_amount,
        count(*) filter (where later.close_date > cases.period_end_date) as slipped_deals,
        coalesce(
            sum(snapshots.reporting_amount)
            filter (where later.close_date > cases.period_end_date), 0
        ) as slipped_amount

    from cases
    inner join snapshots
        on
        cases.made_date = snapshots.snapshot_date
        and cases.period_start_date <= snapshots.close_date
        and cases.period_end_date >= snapshots.close_date
        and cases.member_name
        = case cases.forecast_level
            when 'company' then '(all)'
            when 'region' then snapshots.region
            else snapshots.team_name
        end
    left join snapshots as later
        on
        snapshots.opportunity_key = later.opportunity_key
        and cases.period_end_date = later.snapshot_date
    group by
        cases.made_date, cases.period_type, cases.period_start_date, cases.forecast_level,
        cases.member_name

),

compared as (

    select
        chosen.forecast_level,
        chosen.member_name,
        chosen.period_type,
        chosen.period_start_date,
        chosen.period_end_date,
        cast(chosen.weeks_before_end as integer) as weeks_before_end,
        chosen.forecast_method,
        chosen.made_date,
        chosen.days_of_history >= 364 as has_a_year_of_history,
        chosen.forecast_amount,
        cast(coalesce(won.actual_amount, 0) as decimal(18, 2)) as actual_amount,
        cast(chosen.forecast_amount - coalesce(won.actual_amount, 0) as decimal(18, 2))
            as error_amount,
        cast(abs(chosen.forecast_amount - coalesce(won.actual_amount, 0)) as decimal(18, 2))
            as absolute_error_amount,
        cast(
            coalesce(won.actual_amount, 0)
            - abs(chosen.forecast_amount - coalesce(won.actual_amount, 0)) as decimal(18, 2)
        ) as accurate_amount,
        cast(coalesce(due.due_deals, 0) as bigint) as due_deals,
        cast(coalesce(due.slipped_deals, 0) as bigint) as slipped_deals,
        cast(coalesce(due.due_amount, 0) as decimal(18, 2)) as due_amount,
        cast(coalesce(due.slipped_amount, 0) as decimal(18, 2)) as slipped_amount

    from chosen
    left join won
        on
        chosen.made_date = won.made_date
        and chosen.period_type = won.period_type
        and chosen.period_start_date = won.period_start_date
        and chosen.forecast_level = won.forecast_level
        and chosen.member_name = won.member_name
    left join due
        on
        chosen.made_date = due.made_date
        and chosen.period_type = due.period_type
        and chosen.period_start_date = due.period_start_date
        and chosen.forecast_level = due.forecast_level
        and chosen.member_name = due.member_name

),

rated as (

    select
        *,
        cast(error_amount as double) / nullif(cast(actual_amount as double), 0) as bias_rate,
        cast(accurate_amount as double) / nullif(cast(actual_amount as double), 0)
            as accuracy_rate,
        cast(slipped_amount as double) / nullif(cast(due_amount as double), 0) as slippage_rate

    from compared

)

select * from rated
