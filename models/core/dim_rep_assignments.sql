-- Periods are cut wherever a recorded one begins or ends. Of several that cover a day the one that
-- began last counts; on a day that none covers the CRM's present values do.
with

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

owners as (

    select * from {{ ref('int_identity__owners') }}

),

recorded as (

    select
        assignments.rep_assignment_key,
        owners.owner_key,
        assignments.team_name,
        assignments.region,
        coalesce(managers.owner_key, assignments.manager_key) as manager_key,
        assignments.role_name,
        assignments.start_date,
        coalesce(
            cast({{ dbt.dateadd('day', 1, 'assignments.end_date') }} as date),
            cast('9999-12-31' as date)
        ) as stop_date

    from {{ ref('int_planning__rep_assignments') }} as assignments
    inner join owners on assignments.owner_key = owners.named_owner_key
    left join owners as managers on assignments.manager_key = managers.named_owner_key
    where assignments.end_date is null or assignments.end_date >= assignments.start_date

),

everybody as (

    select owner_key from reps
    union
    select owner_key from recorded

),

cuts as (

    select
        owner_key,
        cast('1900-01-01' as date) as valid_from
    from everybody

    union

    select
        owner_key,
        start_date as valid_from
    from recorded

    union

    select
        owner_key,
        stop_date as valid_from
    from recorded
    where stop_date < cast('9999-12-31' as date)

),

pieces as (

    select
        owner_key,
        valid_from,
        coalesce(
            lead(valid_from) over (
                partition by owner_key
                order by valid_from
            ),
            cast('9999-12-31' as date)
        ) as valid_to

    from cuts

),

filled as (

    select
        pieces.owner_key,
        pieces.valid_from,
        pieces.valid_to,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(recorded.team_name, reps.team_name, '(not set)') as team_name,
        coalesce(recorded.region, reps.region, '(not set)') as region,
        coalesce(recorded.manager_key, reps.manager_key) as manager_key,
        coalesce(recorded.role_name, reps.role_name, '(not set)') as role_name,
        recorded.rep_assignment_key is not null as is_recorded

    from pieces
    left join reps on pieces.owner_key = reps.owner_key
    left join recorded
        on
        pieces.owner_key = recorded.owner_key
        and pieces.valid_from >= recorded.start_date
        and pieces.valid_from < recorded.stop_date
    qualify
        row_number() over (
            partition by pieces.owner_key, pieces.valid_from
            order by recorded.start_date desc nulls last, recorded.rep_assignment_key desc
        ) = 1

),

compared as (

    select
        *,
        coalesce(
            lag(is_recorded) over earlier = is_recorded
            and lag(team_name) over earlier = team_name
            and lag(region) over earlier = region
            and lag(role_name) over earlier = role_name
            and coalesce(lag(manager_key) over earlier, '') = coalesce(manager_key, ''),
            false
        ) as goes_on

    from filled
    window
        earlier as (
            partition by owner_key
            order by valid_from
        )

),

numbered as (

    select
        *,
        sum(case when goes_on then 0 else 1 end) over (
            partition by owner_key
            order by valid_from
            rows between unbounded preceding and current row
        ) as period_number

    from compared

),

periods as (

    select
        owner_key,
        rep_name,
        team_name,
        region,
        manager_key,
        role_name,
        is_recorded,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to

    from numbered
    group by
        owner_key, period_number, rep_name, team_name, region, manager_key, role_name, is_recorded

),

described as (

    select
        periods.owner_key || ':' || cast(periods.valid_from as varchar) as rep_assignment_key,
        periods.owner_key,
        periods.rep_name,
        periods.team_name,
        periods.region,
        periods.manager_key,
        coalesce(managers.rep_name, '(not set)') as manager_name,
        periods.role_name,
        periods.valid_from,
        periods.valid_to,
        periods.valid_from <= {{ as_of() }} and periods.valid_to > {{ as_of() }} as is_current,
        periods.is_recorded

    from periods
    left join reps as managers on periods.manager_key = managers.owner_key

)

select * from described
