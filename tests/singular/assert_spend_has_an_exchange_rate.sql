-- An amount without a rate would be left out of every total in the reporting currency. The cure is
-- a row in seeds/fx_rates.csv.
{{ config(group='platform') }}

select
    currency_code,
    min(performance_date) as first_day,
    max(performance_date) as last_day,
    count(*) as rows_without_rate

from {{ ref('fct_ad_performance') }}
where reporting_spend is null
group by all
