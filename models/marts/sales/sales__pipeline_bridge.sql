with

movements as (

    select * from {{ ref('fct_pipeline_movements') }}

),

snapshots as (

    select * from {{ ref('fct_pipeline_snapshots') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

periods as (

    select
        *,
        cast({{ dbt.dateadd('day', -1, 'period_start_date') }} as date) as opening_date,
        least(period_end_date, {{ as_of() }}) as closing_date

    from {{ ref('dim_periods') }}
    where has_begun

),

scopes as (

    select 'open' as bridge_scope
    union all
    select 'closing in period' as bridge_scope

),

-- The two ends are counted in the snapshots, apart from the movements between them.
ends as (

    select
        scopes.bridge_scope,
        periods.period_type,
        periods.period_start_date,
        case when snapshots.snapshot_date = periods.opening_date then 'opening' else 'closing' end
            as bridge_step,
        snapshots.owner_key,
        snapshots.team_name,
        snapshots.region,
        snapshots.currency_code,
        1 as deals,
        coalesce(cast(snapshots.amount as decimal(18, 2)), 0) as amount,
        coalesce(snapshots.reporting_amount, 0) as reporting_amount

    from periods
    inner join snapshots
        on
        periods.opening_date = snapshots.snapshot_date
        or periods.closing_date = snapshots.snapshot_date
    cross join scopes
    where
        scopes.bridge_scope = 'open'
        or (
            snapshots.close_date >= periods.period_start_date
            and snapshots.close_date <= periods.period_end_date
        )

),

steps as (

    select * from ends

    union all

    select
        bridge_scope,
        period_type,
        period_start_date,
        movement as bridge_step,
        owner_key,
        team_name,
        region,
        currency_code,
        deals,
        amount,
        reporting_amount
    from movements

),

summed as (

    select
        bridge_scope,
        period_type,
        period_start_date,
        bridge_step,
        owner_key,
        team_name,
        region,
        currency_code,
        count(*) as changes,
        sum(deals) as deals,
        sum(amount) as amount,
        sum(reporting_amount) as reporting_amount

    from steps
    group by
        bridge_scope, period_type, period_start_date, bridge_step, owner_key, team_name, region,
        currency_code

),

described as (

    select
        summed.bridge_scope,
        summed.period_type,
        summed.period_start_date,
        periods.period_end_date,
        periods.period_name,
        summed.bridge_step,
        cast(
            case summed.bridge_step
                when 'opening' then 1
                when 'new' then 2
                when 'moved in' then 3
                when 'transferred in' then 4
                when 'increased' then 5
                when 'reopened' then 6
                when 'revalued' then 7
                when 'decreased' then 8
                when 'moved out' then 9
                when 'transferred out' then 10
                when 'won' then 11
                when 'lost' then 12
                when 'deleted' then 13
                else 14
            end as integer
        ) as step_order,
        summed.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        summed.team_name,
        summed.region,
        summed.currency_code,
        cast(summed.changes as bigint) as changes,
        cast(summed.deals as bigint) as deals,
        cast(summed.amount as decimal(18, 2)) as amount,
        cast(summed.reporting_amount as decimal(18, 2)) as reporting_amount

    from summed
    inner join periods
        on
        summed.period_type = periods.period_type
        and summed.period_start_date = periods.period_start_date
    left join reps on summed.owner_key = reps.owner_key

)

select * from described
