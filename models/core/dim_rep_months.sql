with

owners as (

    select coalesce(owner_key, '(no owner)') as owner_key
    from {{ ref('fct_opportunities') }}
    union distinct
    select owner_key from {{ ref('fct_opportunity_splits') }}
    union distinct
    select coalesce(owner_key, '(no owner)') as owner_key
    from {{ ref('fct_activities') }}
    union distinct
    select coalesce(owner_key, '(no owner)') as owner_key
    from {{ ref('fct_leads') }}
    union distinct
    select coalesce(owner_key, '(no owner)') as owner_key
    from {{ ref('fct_survey_responses') }}
    union distinct
    select owner_key from {{ ref('fct_quotas') }}
    where owner_key is not null

),

assignments as (

    select * from {{ ref('dim_rep_assignments') }}

),

business_days as (

    select * from {{ ref('dim_business_days') }}

),

calendars as (

    select distinct region as calendar_region from business_days

),

dates as (

    select * from {{ ref('dim_dates') }}

),

-- What lies before and after the calendar is one period each: wrong in no other, and not lost.
edges as (

    select
        cast('1900-01-01' as date) as month_start_date,
        cast('1900-01-01' as date) as first_date,
        cast({{ dbt.dateadd('day', -1, 'min(date_day)') }} as date) as last_date

    from dates

    union all

    select
        cast('9999-12-01' as date) as month_start_date,
        cast({{ dbt.dateadd('day', 1, 'max(date_day)') }} as date) as first_date,
        cast('9999-12-30' as date) as last_date

    from dates

),

-- The part of a calendar month that lies in one fiscal month: where weeks make months, it has two.
months as (

    select
        month_start_date,
        min(date_day) as first_date,
        max(date_day) as last_date,
        fiscal_month_start_date,
        fiscal_month_end_date,
        fiscal_quarter_start_date,
        fiscal_quarter_end_date,
        fiscal_year_start_date,
        fiscal_year_end_date

    from dates
    group by 1, 4, 5, 6, 7, 8, 9

    union all

    select
        month_start_date,
        first_date,
        last_date,
        first_date as fiscal_month_start_date,
        last_date as fiscal_month_end_date,
        first_date as fiscal_quarter_start_date,
        last_date as fiscal_quarter_end_date,
        first_date as fiscal_year_start_date,
        last_date as fiscal_year_end_date

    from edges

),

-- A rep whom the CRM does not know has no assignment, and belongs to nobody.
spells as (

    select
        owners.owner_key,
        coalesce(assignments.team_name, '(not set)') as team_name,
        coalesce(assignments.region, '(not set)') as region,
        coalesce(assignments.manager_key, '(not set)') as manager_key,
        coalesce(calendars.calendar_region, '(any)') as calendar_region,
        coalesce(assignments.valid_from, cast('1900-01-01' as date)) as first_date,
        cast({{ dbt.dateadd(
            'day', -1, "coalesce(assignments.valid_to, cast('9999-12-31' as date))"
        ) }} as date) as last_date

    from owners
    left join assignments on owners.owner_key = assignments.owner_key
    left join calendars on assignments.region = calendars.calendar_region

),

runs as (

    select
        spells.owner_key,
        spells.team_name,
        spells.region,
        spells.manager_key,
        spells.calendar_region,
        months.month_start_date,
        months.fiscal_month_start_date,
        months.fiscal_month_end_date,
        months.fiscal_quarter_start_date,
        months.fiscal_quarter_end_date,
        months.fiscal_year_start_date,
        months.fiscal_year_end_date,
        greatest(spells.first_date, months.first_date) as run_first_date,
        least(spells.last_date, months.last_date) as run_last_date

    from spells
    inner join months
        on spells.first_date <= months.last_date and spells.last_date >= months.first_date

),

counted as (

    select
        runs.owner_key,
        runs.month_start_date,
        runs.run_first_date as first_date,
        runs.run_last_date as last_date,
        runs.team_name,
        runs.region,
        runs.manager_key,
        runs.calendar_region,
        cast(
            coalesce(
                last_days.working_day_number - first_days.working_day_number
                + case when first_days.is_working_day then 1 else 0 end, 0
            ) as bigint
        ) as working_days,
        runs.fiscal_month_start_date,
        runs.fiscal_month_end_date,
        runs.fiscal_quarter_start_date,
        runs.fiscal_quarter_end_date,
        runs.fiscal_year_start_date,
        runs.fiscal_year_end_date

    from runs
    left join business_days as first_days
        on
        runs.calendar_region = first_days.region
        and runs.run_first_date = first_days.date_day
    left join business_days as last_days
        on
        runs.calendar_region = last_days.region
        and runs.run_last_date = last_days.date_day

)

select * from counted
