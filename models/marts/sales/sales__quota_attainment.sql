with

member_quotas as (

    select * from {{ ref('fct_member_quotas') }}

),

member_deals as (

    select * from {{ ref('fct_member_deals') }}

),

member_days as (

    select
        *,
        working_day_number - case when is_working_day then 1 else 0 end as working_days_before

    from {{ ref('dim_member_days') }}

),

names as (

    select distinct
        member_level,
        member_key,
        member_name

    from {{ ref('bridge_rep_periods') }}

),

results as (

    select
        member_level,
        member_key,
        period_type,
        period_start_date,
        period_end_date,
        'revenue' as measure,
        credited_amount as actual_amount

    from member_deals
    where credited_amount != 0

    union all

    select
        member_level,
        member_key,
        period_type,
        period_start_date,
        period_end_date,
        'deals' as measure,
        cast(won_opportunities as decimal(18, 2)) as actual_amount

    from member_deals
    where won_opportunities != 0

),

compared as (

    select
        coalesce(member_quotas.member_level, results.member_level) as member_level,
        coalesce(member_quotas.member_key, results.member_key) as member_key,
        coalesce(member_quotas.period_type, results.period_type) as period_type,
        coalesce(member_quotas.period_start_date, results.period_start_date) as period_start_date,
        coalesce(member_quotas.period_end_date, results.period_end_date) as period_end_date,
        coalesce(member_quotas.measure, results.measure) as measure,
        member_quotas.quota_amount,
        coalesce(member_quotas.quota_basis, '(no quota)') as quota_basis,
        member_quotas.reps_quota_amount,
        member_quotas.days_without_quota,
        coalesce(results.actual_amount, 0) as actual_amount

    from member_quotas
    full join results
        on
        member_quotas.member_level = results.member_level
        and member_quotas.member_key = results.member_key
        and member_quotas.period_type = results.period_type
        and member_quotas.period_start_date = results.period_start_date
        and member_quotas.measure = results.measure

),

counted as (

    select
        compared.*,
        coalesce(names.member_name, compared.member_key) as member_name,
        period_ends.working_day_number - period_starts.working_days_before as working_days,
        case
            when compared.period_start_date > {{ as_of() }} then 0
            else elapsed_ends.working_day_number - period_starts.working_days_before
        end as working_days_elapsed,
        coalesce(period_starts.has_holidays and period_ends.has_holidays, false) as has_holidays

    from compared
    left join names
        on
        compared.member_level = names.member_level
        and compared.member_key = names.member_key
    left join member_days as period_starts
        on
        compared.member_level = period_starts.member_level
        and compared.member_key = period_starts.member_key
        and compared.period_start_date = period_starts.date_day
    left join member_days as period_ends
        on
        compared.member_level = period_ends.member_level
        and compared.member_key = period_ends.member_key
        and compared.period_end_date = period_ends.date_day
    left join member_days as elapsed_ends
        on
        compared.member_level = elapsed_ends.member_level
        and compared.member_key = elapsed_ends.member_key
        and least(compared.period_end_date, {{ as_of() }}) = elapsed_ends.date_day

),

rated as (

    select
        *,
        cast(actual_amount as double) / nullif(quota_amount, 0) as attainment_rate,
        cast(working_days_elapsed as double) / nullif(working_days, 0) as elapsed_rate

    from counted

),

-- A quota of half the year has no pace in the year.
paced as (

    select
        member_level,
        member_key,
        member_name,
        period_type,
        period_start_date,
        period_end_date,
        measure,
        quota_amount,
        quota_basis,
        reps_quota_amount,
        days_without_quota,
        cast(actual_amount as decimal(18, 2)) as actual_amount,
        attainment_rate,
        cast(working_days as bigint) as working_days,
        cast(working_days_elapsed as bigint) as working_days_elapsed,
        elapsed_rate,
        has_holidays,
        case
            when days_without_quota = 0 then attainment_rate / nullif(elapsed_rate, 0)
        end as pacing_rate,
        case
            when quota_amount > actual_amount
                then cast(quota_amount - actual_amount as decimal(18, 2))
            when quota_amount is not null then cast(0 as decimal(18, 2))
        end as remaining_amount,
        cast(actual_amount / nullif(elapsed_rate, 0) as decimal(18, 2)) as projected_amount

    from rated

)

select * from paced
