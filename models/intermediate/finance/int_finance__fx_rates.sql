with

rates as (

    select * from {{ ref('fx_rates') }}

),

currencies as (

    select distinct currency_code from rates

),

changes as (

    select distinct valid_from from rates

),

-- On every day that any rate changes, the last known rate of every currency.
known as (

    select
        currencies.currency_code,
        changes.valid_from,
        rates.usd_per_unit

    from currencies
    cross join changes
    inner join rates
        on
        currencies.currency_code = rates.currency_code
        and changes.valid_from >= rates.valid_from
    qualify
        row_number() over (
            partition by currencies.currency_code, changes.valid_from
            order by rates.valid_from desc
        ) = 1

),

reporting as (

    select * from known
    where currency_code = '{{ var("reporting_currency") }}'

),

-- With 18 digits a product would have 18, too, and a million none.
crossed as (

    select
        known.currency_code,
        known.valid_from,
        coalesce(
            lead(known.valid_from) over (
                partition by known.currency_code
                order by known.valid_from
            ),
            cast('9999-12-31' as date)
        ) as valid_to,
        cast(
            cast(known.usd_per_unit as double) / cast(reporting.usd_per_unit as double)
            as decimal(20, 8)
        ) as rate_to_reporting

    from known
    inner join reporting on known.valid_from = reporting.valid_from
    where known.currency_code != '{{ var("reporting_currency") }}'

),

-- The reporting currency needs no rate, however old the amount is.
own as (

    select
        '{{ var("reporting_currency") }}' as currency_code,
        cast('0001-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_to,
        cast(1 as decimal(20, 8)) as rate_to_reporting

),

fx_rates as (

    select * from crossed
    union all
    select * from own

)

select * from fx_rates
