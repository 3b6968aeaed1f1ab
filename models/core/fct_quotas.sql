with

quotas as (

    select
        *,
        {{ days_between('period_start_date', 'period_end_date') }} + 1 as period_days,
        case
            when lower(trim(measure)) in ('revenue', 'deals') then lower(trim(measure))
            else 'other'
        end as known_measure

    from {{ ref('int_planning__quotas') }}

),

owners as (

    select * from {{ ref('int_identity__owners') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

described as (

    select
        quotas.quota_key,
        owners.owner_key,
        quotas.source_system,
        case
            when quotas.owner_key is not null then 'rep'
            when quotas.team_name is not null then 'team'
            else 'company'
        end as quota_level,
        coalesce(quotas.team_name, '(not set)') as team_name,
        quotas.known_measure as measure,

        -- by length: a fiscal year starts in any month, and some quarters have 13 weeks
        case
            when quotas.period_days between 28 and 35 then 'month'
            when quotas.period_days between 84 and 98 then 'quarter'
            when quotas.period_days between 364 and 371 then 'year'
            else 'other'
        end as period_type,
        quotas.period_start_date,
        quotas.period_end_date,
        quotas.quota_amount,
        case
            when quotas.known_measure = 'revenue'
                then coalesce(quotas.currency_code, '{{ var("default_currency") }}')
        end as currency_code

    from quotas
    left join owners on quotas.owner_key = owners.named_owner_key

),

converted as (

    select
        described.*,
        cast(described.quota_amount * fx_rates.rate_to_reporting as decimal(18, 2))
            as reporting_amount

    from described
    left join fx_rates
        on
        described.currency_code = fx_rates.currency_code
        and described.period_start_date >= fx_rates.valid_from
        and described.period_start_date < fx_rates.valid_to

)

select * from converted
