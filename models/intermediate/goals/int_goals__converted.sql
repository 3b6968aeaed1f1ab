with

goals as (

    select * from {{ ref('int_journeys__goals') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

converted as (

    select
        'offline:' || goals.goal_key as goal_key,
        goals.goal_type,
        goals.source_system,
        person_identifiers.person_key,
        coalesce(account_records.account_key, goals.account_key) as account_key,
        goals.opportunity_key,
        goals.reached_at,
        case
            when goals.goal_value is null then cast(0 as decimal(18, 6))
            else cast(goals.goal_value * fx_rates.rate_to_reporting as decimal(18, 6))
        end as goal_value

    from goals
    left join person_identifiers
        on
        coalesce('person:' || goals.person_key, {{ email_identifier('goals.email') }})
        = person_identifiers.identifier
    left join account_records on goals.account_key = account_records.account_record_key
    left join fx_rates
        on
        coalesce(goals.currency_code, '{{ var("default_currency") }}') = fx_rates.currency_code
        and cast(goals.reached_at as date) >= fx_rates.valid_from
        and cast(goals.reached_at as date) < fx_rates.valid_to

)

select * from converted
