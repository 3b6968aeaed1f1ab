with

faults as (

    select * from {{ ref('fct_record_checks') }}
    where is_fault

),

rules as (

    select * from {{ ref('hygiene_rules') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

described as (

    select
        faults.rule,
        faults.record_kind,
        faults.record_key,
        faults.record_name,
        faults.severity,
        rules.description as fault,
        rules.what_to_do,
        faults.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        coalesce(reps.manager_name, '(not set)') as manager_name,
        coalesce(accounts.account_name, '(not set)') as account_name,
        faults.fault_days,
        faults.reporting_amount

    from faults
    inner join rules on faults.rule = rules.rule
    left join reps on faults.owner_key = reps.owner_key
    left join accounts on faults.account_key = accounts.account_key

)

select * from described
