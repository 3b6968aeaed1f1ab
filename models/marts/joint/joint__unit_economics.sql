{%- set sums = {
    'new_customers': 'bigint', 'customers_start': 'bigint', 'churned_customers': 'bigint',
    'media_spend': 'decimal(18, 6)', 'loaded_cost': 'decimal(18, 6)'
} -%}

with

months as (

    select * from {{ ref('fct_acquisition_months') }}

),

-- A month is too short for a rate of few customers. Less than a year, or one with a month whose
-- costs are not known, is no year.
years as (

    select
        *,
        {% for name, data_type in sums.items() %}
            case
                when count({{ name }}) over last_year = 12
                    then cast(sum({{ name }}) over last_year as {{ data_type }})
            end as {{ name }}_year
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from months
    window
        last_year as (
            partition by segment_kind, segment_value
            order by month_start_date
            rows between 11 preceding and current row
        )

),

{%- set cacs = {
    'media_cac': ('media_spend', 'new_customers'),
    'loaded_cac': ('loaded_cost', 'new_customers'),
    'lagged_media_cac': ('lagged_media_spend', 'new_customers'),
    'lagged_loaded_cac': ('lagged_loaded_cost', 'new_customers'),
    'media_cac_year': ('media_spend_year', 'new_customers_year'),
    'loaded_cac_year': ('loaded_cost_year', 'new_customers_year'),
    'arpa': ('recurring_amount', 'customers'),
    'gross_margin_rate': ('recurring_margin_amount', 'recurring_amount'),
    'margin_per_customer': ('recurring_margin_amount', 'customers'),
    'churn_rate': ('churned_customers_year', 'customers_start_year'),
    'observed_ltv': ('cohort_margin_amount', 'new_customers'),
} %}

divided as (

    select
        segment_kind,
        segment_value,
        month_start_date,
        lag_months,
        new_customers,
        media_spend,
        loaded_cost,
        lagged_media_spend,
        lagged_loaded_cost,
        {% for name in sums %}
            {{ name }}_year,
        {% endfor %}
        customers,
        recurring_amount,
        recurring_margin_amount,
        cohort_margin_amount,
        {% for name, (above, below) in cacs.items() %}
            cast({{ above }} as double) / nullif(cast({{ below }} as double), 0) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from years

),

lifetimes as (

    select
        *,
        margin_per_customer / nullif(churn_rate, 0) as ltv,
        loaded_cac_year / nullif(margin_per_customer, 0) as loaded_payback_months,
        media_cac_year / nullif(margin_per_customer, 0) as media_payback_months

    from divided

),

compared as (

    select
        *,
        ltv / nullif(loaded_cac_year, 0) as ltv_to_loaded_cac,
        ltv / nullif(media_cac_year, 0) as ltv_to_media_cac,
        observed_ltv / nullif(lagged_loaded_cac, 0) as observed_ltv_to_loaded_cac

    from lifetimes

)

select * from compared
