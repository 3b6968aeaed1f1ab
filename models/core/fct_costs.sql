{%- set teams = "('marketing', 'sales', 'success')" -%}
{%- set kinds = "('salaries', 'tools', 'agency', 'events', 'media')" -%}

with

costs as (

    select
        *,
        cast(date_trunc('month', month_start_date) as date) as month_day,
        coalesce(currency_code, '{{ var("default_currency") }}') as known_currency,
        lower(trim(team)) as team_word,
        lower(trim(cost_kind)) as kind_word

    from {{ ref('int_planning__costs') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

sorted as (

    select
        *,
        case when team_word in {{ teams }} then team_word else 'other' end as known_team,
        case when kind_word in {{ kinds }} then kind_word else 'other' end as known_kind

    from costs

),

-- Ad platforms report media by the day. What the books say of it, later and in round sums, would be
-- the same money once more.
converted as (

    select
        sorted.cost_key,
        sorted.source_system,
        sorted.month_day as month_start_date,
        sorted.known_team as team,
        sorted.known_kind as cost_kind,
        coalesce(sorted.team, '(not set)') as source_team,
        coalesce(sorted.cost_kind, '(not set)') as source_kind,
        sorted.known_team in ('marketing', 'sales') and sorted.known_kind != 'media'
            as is_for_acquisition,
        sorted.cost_amount,
        sorted.known_currency as currency_code,
        cast(sorted.cost_amount * fx_rates.rate_to_reporting as decimal(18, 2))
            as reporting_amount

    from sorted
    left join fx_rates
        on
        sorted.known_currency = fx_rates.currency_code
        and sorted.month_day >= fx_rates.valid_from
        and sorted.month_day < fx_rates.valid_to

)

select * from converted
