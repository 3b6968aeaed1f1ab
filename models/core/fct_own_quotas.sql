-- The quota set for a member, for every period it reaches: that of exactly this period, else the
-- sum of shorter ones inside it, else a part of a longer one around it by working days.
with

periods as (

    select
        period_type,
        period_start_date,
        period_end_date

    from {{ ref('dim_periods') }}
    where period_type != 'week'

),

member_days as (

    select
        *,
        working_day_number - case when is_working_day then 1 else 0 end as working_days_before

    from {{ ref('dim_member_days') }}

),

-- Beyond the calendar nobody knows the working days, so a quota must lie in it.
quotas as (

    select
        quota_key,
        quota_level as member_level,
        case quota_level
            when 'rep' then owner_key
            when 'team' then team_name
            else '(company)'
        end as member_key,
        measure,
        period_start_date as quota_start_date,
        period_end_date as quota_end_date,
        cast(coalesce(reporting_amount, quota_amount) as decimal(18, 2))
            as quota_amount

    from {{ ref('fct_quotas') }}
    where
        measure in ('revenue', 'deals')
        and period_start_date >= cast('{{ var("calendar_start") }}' as date)
        and period_end_date < {{ dbt.dateadd('year', 2, as_of()) }}

),

matched as (

    select
        quotas.*,
        periods.*,
        {{ days_between('quotas.quota_start_date', 'quotas.quota_end_date') }} + 1 as quota_days,
        {{ days_between('periods.period_start_date', 'periods.period_end_date') }} + 1
            as period_days,
        case
            when
                quotas.quota_start_date = periods.period_start_date
                and quotas.quota_end_date = periods.period_end_date
                then 1
            when
                quotas.quota_start_date >= periods.period_start_date
                and quotas.quota_end_date <= periods.period_end_date
                then 2
            else 3
        end as match_order

    from quotas
    inner join periods
        on
        (
            quotas.quota_start_date >= periods.period_start_date
            and quotas.quota_end_date <= periods.period_end_date
        )
        or (
            quotas.quota_start_date <= periods.period_start_date
            and quotas.quota_end_date >= periods.period_end_date
        )

),

-- Of quotas inside, those that lie in none but the period itself; of those around, the shortest.
chosen as (

    select matched.*
    from matched
    left join matched as rivals
        on
        matched.member_level = rivals.member_level
        and matched.member_key = rivals.member_key
        and matched.measure = rivals.measure
        and matched.period_type = rivals.period_type
        and matched.period_start_date = rivals.period_start_date
        and (
            matched.match_order > rivals.match_order
            or (
                matched.match_order = 2
                and rivals.match_order = 2
                and matched.quota_days < rivals.quota_days
                and matched.quota_start_date >= rivals.quota_start_date
                and matched.quota_end_date <= rivals.quota_end_date
            )
            or (
                matched.match_order = 3
                and rivals.match_order = 3
                and matched.quota_days > rivals.quota_days
            )
        )
    where rivals.quota_key is null

),

counted as (

    select
        chosen.*,
        quota_ends.working_day_number - quota_starts.working_days_before as quota_working_days,
        period_starts.working_days_before - quota_starts.working_days_before
            as working_days_before_period,
        period_ends.working_day_number - quota_starts.working_days_before
            as working_days_with_period

    from chosen
    left join member_days as quota_starts
        on
        chosen.member_level = quota_starts.member_level
        and chosen.member_key = quota_starts.member_key
        and chosen.quota_start_date = quota_starts.date_day
    left join member_days as quota_ends
        on
        chosen.member_level = quota_ends.member_level
        and chosen.member_key = quota_ends.member_key
        and chosen.quota_end_date = quota_ends.date_day
    left join member_days as period_starts
        on
        chosen.member_level = period_starts.member_level
        and chosen.member_key = period_starts.member_key
        and chosen.period_start_date = period_starts.date_day
    left join member_days as period_ends
        on
        chosen.member_level = period_ends.member_level
        and chosen.member_key = period_ends.member_key
        and chosen.period_end_date = period_ends.date_day

),

-- Rounding the running total of a longer quota instead of each part leaves no cent over.
parted as (

    select
        *,
        case
            when match_order < 3 then quota_amount
            else
                cast(
                    cast(quota_amount as double)
                    * working_days_with_period / nullif(quota_working_days, 0) as decimal(18, 2)
                )
                - cast(
                    cast(quota_amount as double)
                    * working_days_before_period / nullif(quota_working_days, 0) as decimal(18, 2)
                )
        end as part_amount

    from counted

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
        case min(match_order)
            when 1 then 'set for the period'
            when 2 then 'sum of shorter ones'
            else 'part of a longer one'
        end as quota_basis,
        cast(
            case
                when min(match_order) = 2 then greatest(max(period_days) - sum(quota_days), 0)
                else 0
            end as bigint
        ) as days_without_quota

    from parted
    group by 1, 2, 3, 4, 5, 6

)

select * from summed
