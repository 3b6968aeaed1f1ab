-- A quota of a rep who changes team goes with them: to each team by the working days spent in it.
with

own_quotas as (

    select * from {{ ref('fct_own_quotas') }}

),

rep_periods as (

    select * from {{ ref('bridge_rep_periods') }}

),

stays as (

    select
        owner_key,
        member_level,
        member_key,
        period_type,
        period_start_date,
        min(first_date) as first_date,
        sum(working_days) as working_days

    from rep_periods
    where member_level != 'rep'
    group by 1, 2, 3, 4, 5

),

rep_quotas as (

    select
        stays.member_level,
        stays.member_key,
        stays.first_date,
        stays.working_days,
        own_quotas.period_type,
        own_quotas.period_start_date,
        own_quotas.period_end_date,
        own_quotas.measure,
        own_quotas.member_key as owner_key,
        own_quotas.quota_amount,
        own_quotas.days_without_quota

    from own_quotas
    inner join stays
        on
        own_quotas.member_key = stays.owner_key
        and own_quotas.period_type = stays.period_type
        and own_quotas.period_start_date = stays.period_start_date
    where own_quotas.member_level = 'rep'

),

numbered as (

    select
        *,
        sum(working_days) over all_stays as all_working_days,
        count(*) over all_stays as stays,
        sum(working_days) over up_to_here as working_days_with_stay,
        row_number() over up_to_here as stay_number

    from rep_quotas
    window
        all_stays as (
            partition by owner_key, measure, member_level, period_type, period_start_date
        ),
        up_to_here as (
            partition by owner_key, measure, member_level, period_type, period_start_date
            order by first_date, member_key
            rows between unbounded preceding and current row
        )

),

-- Rounding the running total instead of each part leaves no cent over.
running as (

    select
        *,
        case
            when stay_number = stays then quota_amount
            else cast(
                    cast(quota_amount as double)
                    * working_days_with_stay / nullif(all_working_days, 0) as decimal(18, 2)
                )
        end as amount_with_stay

    from numbered

),

parted as (

    select
        *,
        amount_with_stay - coalesce(
            lag(amount_with_stay) over (
                partition by owner_key, measure, member_level, period_type, period_start_date
                order by stay_number
            ), 0
        ) as part_amount

    from running

),

summed as (

    select
        member_level,
        member_key,
        period_type,
        period_start_date,
        period_end_date,
        measure,
        cast(sum(part_amount) as decimal(18, 2)) as quota_amount,
        min(days_without_quota) as days_without_quota

    from parted
    group by 1, 2, 3, 4, 5, 6

),

-- A team of reps none of whom spent a working day in it has no part in their quotas.
united as (

    select
        coalesce(own_quotas.member_level, summed.member_level) as member_level,
        coalesce(own_quotas.member_key, summed.member_key) as member_key,
        coalesce(own_quotas.period_type, summed.period_type) as period_type,
        coalesce(own_quotas.period_start_date, summed.period_start_date) as period_start_date,
        coalesce(own_quotas.period_end_date, summed.period_end_date) as period_end_date,
        coalesce(own_quotas.measure, summed.measure) as measure,
        coalesce(own_quotas.quota_amount, summed.quota_amount) as quota_amount,
        coalesce(own_quotas.quota_basis, 'sum of the reps') as quota_basis,
        summed.quota_amount as reps_quota_amount,
        coalesce(own_quotas.days_without_quota, summed.days_without_quota) as days_without_quota

    from own_quotas
    full join summed
        on
        own_quotas.member_level = summed.member_level
        and own_quotas.member_key = summed.member_key
        and own_quotas.period_type = summed.period_type
        and own_quotas.period_start_date = summed.period_start_date
        and own_quotas.measure = summed.measure
    where own_quotas.member_key is not null or summed.quota_amount != 0

)

select * from united
