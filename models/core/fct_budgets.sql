with

budgets as (

    select
        *,
        cast(date_trunc('month', month_start_date) as date) as month_day,
        coalesce(currency_code, '{{ var("default_currency") }}') as known_currency

    from {{ ref('int_planning__budgets') }}

),

channels as (

    select * from {{ ref('dim_channels') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

converted as (

    select
        budgets.budget_key,
        budgets.source_system,
        coalesce(channels.channel, 'Unassigned') as channel,
        coalesce(budgets.channel, '(not set)') as source_channel,
        budgets.month_day as month_start_date,
        budgets.budget_amount,
        budgets.known_currency as currency_code,
        cast(budgets.budget_amount * fx_rates.rate_to_reporting as decimal(18, 2))
            as reporting_amount

    from budgets
    left join channels on lower(trim(budgets.channel)) = lower(channels.channel)
    left join fx_rates
        on
        budgets.known_currency = fx_rates.currency_code
        and budgets.month_day >= fx_rates.valid_from
        and budgets.month_day < fx_rates.valid_to

)

select * from converted
