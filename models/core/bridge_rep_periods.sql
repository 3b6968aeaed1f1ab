-- Where what a rep did on a day counts: for the rep, and for the team, manager, region and company
-- the rep belonged to on that day, by month, quarter and year.
with

rep_months as (

    select * from {{ ref('dim_rep_months') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

member_levels as (

    select 'rep' as member_level
    union all
    select 'team' as member_level
    union all
    select 'manager' as member_level
    union all
    select 'region' as member_level
    union all
    select 'company' as member_level

),

period_types as (

    select 'month' as period_type
    union all
    select 'quarter' as period_type
    union all
    select 'year' as period_type

),

placed as (

    select
        rep_months.owner_key,
        rep_months.month_start_date,
        rep_months.first_date,
        rep_months.last_date,
        rep_months.calendar_region,
        rep_months.working_days,
        member_levels.member_level,
        case member_levels.member_level
            when 'rep' then rep_months.owner_key
            when 'team' then rep_months.team_name
            when 'manager' then rep_months.manager_key
            when 'region' then rep_months.region
            else '(company)'
        end as member_key,
        period_types.period_type,
        case period_types.period_type
            when 'month' then rep_months.fiscal_month_start_date
            when 'quarter' then rep_months.fiscal_quarter_start_date
            else rep_months.fiscal_year_start_date
        end as period_start_date,
        case period_types.period_type
            when 'month' then rep_months.fiscal_month_end_date
            when 'quarter' then rep_months.fiscal_quarter_end_date
            else rep_months.fiscal_year_end_date
        end as period_end_date

    from rep_months
    cross join member_levels
    cross join period_types

),

named as (

    select
        placed.owner_key,
        placed.month_start_date,
        placed.first_date,
        placed.last_date,
        placed.member_level,
        placed.member_key,
        case
            when placed.member_level in ('rep', 'manager')
                then coalesce(reps.rep_name, '(not set)')
            else placed.member_key
        end as member_name,
        placed.period_type,
        placed.period_start_date,
        placed.period_end_date,
        placed.calendar_region,
        placed.working_days

    from placed
    left join reps on placed.member_key = reps.owner_key

)

select * from named
