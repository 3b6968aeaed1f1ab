-- A forecast stays as it was made: weeks that the generation before has are carried over, whatever
-- became known of them since.
with

methods as (

    select * from {{ ref('int_forecast__methods') }}

),

made_before as (

    {{ rows_before('fct_forecasts') }}

),

last_before as (

    select coalesce(max(made_date), cast('0001-01-01' as date)) as last_made_date
    from made_before

),

made_now as (

    select
        {{ text_of([
            'methods.made_date', 'methods.forecast_level', 'methods.member_name',
            'methods.period_type', 'methods.period_start_date', 'methods.forecast_method'
        ]) }} as forecast_key,
        methods.made_date,
        {{ as_of() }} as saved_date,
        methods.forecast_level,
        methods.member_name,
        methods.period_type,
        methods.period_start_date,
        methods.period_end_date,
        methods.forecast_method,
        cast(methods.won_amount as decimal(18, 2)) as won_amount,
        cast(methods.open_amount as decimal(18, 2)) as open_amount,
        cast(methods.unknown_amount as decimal(18, 2)) as unknown_amount,
        cast(methods.won_amount + methods.open_amount + methods.unknown_amount as decimal(18, 2))
            as forecast_amount,
        methods.days_of_history

    from methods
    inner join last_before on methods.made_date > last_before.last_made_date

),

forecasts as (

    select * from made_before
    union all
    select * from made_now

)

select * from forecasts
