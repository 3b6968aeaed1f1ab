-- A quota goes where its rep went, a part of it to each team, and all of it somewhere.
{{ config(group='platform') }}

with

quotas as (

    select * from {{ ref('fct_member_quotas') }}

),

of_reps as (

    select
        period_type,
        period_start_date,
        measure,
        sum(quota_amount) as quota_amount

    from quotas
    where member_level = 'rep'
    group by period_type, period_start_date, measure

),

levels as (

    select distinct member_level
    from {{ ref('bridge_rep_periods') }}
    where member_level != 'rep'

),

passed_on as (

    select
        member_level,
        period_type,
        period_start_date,
        measure,
        sum(reps_quota_amount) as quota_amount

    from quotas
    where member_level != 'rep'
    group by member_level, period_type, period_start_date, measure

)

select
    levels.member_level,
    of_reps.*,
    passed_on.quota_amount as passed_on_amount

from of_reps
cross join levels
left join passed_on
    on
    levels.member_level = passed_on.member_level
    and of_reps.period_type = passed_on.period_type
    and of_reps.period_start_date = passed_on.period_start_date
    and of_reps.measure = passed_on.measure
where of_reps.quota_amount != coalesce(passed_on.quota_amount, 0)
