with

objections as (

    select
        *,
        cast(date_trunc('month', raised_date) as date) as month_start_date,
        row_number() over (
            partition by opportunity_key, objection_type
            order by raised_at, objection_key
        ) = 1 as is_first_of_its_kind

    from {{ ref('fct_objections') }}
    where raised_date is not null

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

counted as (

    select
        objections.month_start_date,
        objections.objection_type,
        objections.owner_key,
        opportunities.opportunity_type,
        count(*) as objections,
        count(*) filter (where objections.is_resolved) as resolved_objections,
        count(*) filter (where not objections.is_resolved) as unresolved_objections,
        count(*) filter (where objections.is_first_of_its_kind) as first_objections

    from objections
    inner join opportunities on objections.opportunity_key = opportunities.opportunity_key
    group by
        objections.month_start_date,
        objections.objection_type,
        objections.owner_key,
        opportunities.opportunity_type

),

rated as (

    select
        counted.month_start_date,
        counted.objection_type,
        counted.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        counted.opportunity_type,
        cast(counted.objections as bigint) as objections,
        cast(counted.first_objections as bigint) as first_objections,
        cast(counted.resolved_objections as bigint) as resolved_objections,
        cast(counted.unresolved_objections as bigint) as unresolved_objections,
        cast(
            counted.objections - counted.resolved_objections - counted.unresolved_objections
            as bigint
        ) as undecided_objections,
        cast(counted.resolved_objections + counted.unresolved_objections as bigint)
            as decided_objections,
        cast(counted.resolved_objections as double)
        / nullif(counted.resolved_objections + counted.unresolved_objections, 0)
            as resolution_rate

    from counted
    left join reps on counted.owner_key = reps.owner_key

)

select * from rated
