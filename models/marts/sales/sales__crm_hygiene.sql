with

checks as (

    select * from {{ ref('fct_record_checks') }}

),

rules as (

    select * from {{ ref('hygiene_rules') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

counted as (

    select
        rule,
        record_kind,
        severity,
        owner_key,
        count(*) as records_checked,
        count(*) filter (where is_fault) as records_at_fault,
        coalesce(sum(reporting_amount) filter (where is_fault), 0) as amount_at_fault

    from checks
    group by rule, record_kind, severity, owner_key

),

rated as (

    select
        counted.rule,
        counted.owner_key,
        counted.record_kind,
        counted.severity,
        rules.description as fault,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        coalesce(reps.manager_name, '(not set)') as manager_name,
        cast(counted.records_checked as bigint) as records_checked,
        cast(counted.records_at_fault as bigint) as records_at_fault,
        cast(counted.amount_at_fault as decimal(18, 2)) as amount_at_fault,
        cast(counted.records_at_fault as double) / counted.records_checked as fault_rate

    from counted
    inner join rules on counted.rule = rules.rule
    left join reps on counted.owner_key = reps.owner_key

)

select * from rated
