with

events as (

    select * from {{ ref('int_web__owned_events') }}
    where event_name = 'purchase'

),

sessions as (

    select * from {{ ref('int_web__session_bounds') }}

),

fx_rates as (

    select * from {{ ref('int_finance__fx_rates') }}

),

-- A thank-you page that is opened again sends its order again: the first time counts, and what we
-- open ourselves only where nobody else has.
orders as (

    select
        *,
        coalesce(transaction_id, owner_key || ':' || cast(occurred_at as varchar)) as order_number,
        coalesce(upper(currency_code), '{{ var("default_currency") }}') as order_currency

    from events
    qualify
        row_number() over (
            partition by
                source_system,
                coalesce(transaction_id, owner_key || ':' || cast(occurred_at as varchar))
            order by
                case when internal_reason is null then 0 else 1 end,
                occurred_at,
                owner_key,
                session_id nulls last,
                revenue nulls last,
                currency_code nulls last
        ) = 1

),

purchases as (

    select
        orders.source_system || ':' || orders.order_number as purchase_key,
        sessions.session_key,
        orders.transaction_id,
        orders.occurred_at,
        coalesce(orders.revenue, 0) as revenue,
        orders.order_currency as currency_code,
        cast(
            coalesce(orders.revenue, 0) * fx_rates.rate_to_reporting as decimal(18, 2)
        ) as reporting_revenue

    from orders

    left join sessions
        on orders.owner_key = sessions.owner_key
        and orders.session_id is not distinct from sessions.session_id
        and orders.occurred_at between sessions.started_at and sessions.ended_at

    left join fx_rates
        on orders.order_currency = fx_rates.currency_code
        and cast(orders.occurred_at as date) >= fx_rates.valid_from
        and cast(orders.occurred_at as date) < fx_rates.valid_to

)

select * from purchases
