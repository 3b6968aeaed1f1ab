with

opportunities as (

    select
        *,
        coalesce(account_key, 'contact:' || primary_contact_key) as customer_key

    from {{ ref('fct_opportunities') }}
    where is_closed and close_date is not null

),

-- A renewal lost beside one that was won for the same customer is a duplicate, or was tried again.
renewed_after_all as (

    select distinct opportunities.opportunity_key

    from opportunities
    inner join opportunities as renewals
        on opportunities.customer_key = renewals.customer_key
    where
        opportunities.is_lost
        and renewals.is_won
        and renewals.opportunity_type = 'renewal'
        and abs({{ days_between('opportunities.close_date', 'renewals.close_date') }}) <= 90

),

-- A renewal, won or lost, and a downgrade say what is paid from then on; the rest adds to it.
events as (

    select
        opportunities.*,
        case
            when opportunities.is_lost then 'lost_renewal'
            when opportunities.reporting_amount < 0 then 'refund'
            when opportunities.opportunity_type in ('renewal', 'contraction', 'expansion')
                then opportunities.opportunity_type
            else 'purchase'
        end as event_type,
        case
            when opportunities.is_lost then cast(0 as decimal(18, 2))
            else coalesce(opportunities.reporting_amount, 0)
        end as event_amount,
        opportunities.is_lost
        or (
            opportunities.opportunity_type in ('renewal', 'contraction')
            and opportunities.reporting_amount >= 0
        ) as sets_value

    from opportunities
    left join renewed_after_all
        on opportunities.opportunity_key = renewed_after_all.opportunity_key
    where
        opportunities.customer_key is not null
        and (
            opportunities.is_won
            or (
                opportunities.opportunity_type = 'renewal'
                and renewed_after_all.opportunity_key is null
            )
        )

),

ordered as (

    select
        *,
        row_number() over customer_deals as event_number,
        sum(case when sets_value then 1 else 0 end) over customer_deals as spell,
        first_value(event_type) over customer_deals != 'purchase' as was_customer_before

    from events
    window
        customer_deals as (
            partition by customer_key
            order by closed_at, opportunity_key
            rows between unbounded preceding and current row
        )

),

first_purchases as (

    select
        ordered.customer_key,
        products.product_line,
        min(ordered.event_number) as event_number
    from ordered
    inner join {{ ref('fct_opportunity_lines') }} as opportunity_lines
        on ordered.opportunity_key = opportunity_lines.opportunity_key
    inner join {{ ref('dim_products') }} as products
        on opportunity_lines.product_key = products.product_key
    where ordered.event_amount > 0 and products.product_line != '(not set)'
    group by ordered.customer_key, products.product_line

),

cross_sales as (

    select distinct
        later.customer_key,
        later.event_number

    from first_purchases as earlier
    inner join first_purchases as later on earlier.customer_key = later.customer_key
    where earlier.event_number < later.event_number

),

-- What a customer from before the first day paid: what its first renewal was about, less what was
-- sold on top of it before.
openings as (

    select
        customer_key,
        greatest(
            coalesce(max(reporting_amount) filter (where spell = 1 and sets_value), 0)
            - coalesce(sum(event_amount) filter (where spell = 0), 0),
            0
        ) as opening_amount

    from ordered
    where was_customer_before
    group by customer_key

),

valued as (

    select
        ordered.*,
        coalesce(openings.opening_amount, 0) as opening_amount,
        greatest(
            case when ordered.spell = 0 then coalesce(openings.opening_amount, 0) else 0 end
            + sum(ordered.event_amount) over (
                partition by ordered.customer_key, ordered.spell
                order by ordered.event_number
                rows between unbounded preceding and current row
            ),
            0
        ) as value_after

    from ordered
    left join openings on ordered.customer_key = openings.customer_key

),

compared as (

    select
        *,
        coalesce(lag(value_after) over customer_deals, opening_amount) as value_before,
        event_type = 'lost_renewal' or (event_type = 'refund' and value_after = 0) as has_left,
        coalesce(
            lag(event_type) over customer_deals = 'lost_renewal'
            or (
                lag(event_type) over customer_deals = 'refund'
                and lag(value_after) over customer_deals = 0
            ),
            not was_customer_before
        ) as was_away

    from valued
    window customer_deals as (partition by customer_key order by event_number)

),

-- A customer that is away cannot leave.
typed as (

    select
        *,
        case
            when has_left then 'churn'
            when was_away and event_number = 1 then 'new'
            when was_away then 'reactivation'
            when value_after > value_before or event_type in ('purchase', 'expansion')
                then 'expansion'
            when value_after < value_before or event_type in ('refund', 'contraction')
                then 'contraction'
            else 'renewal'
        end as change_type,
        row_number() over (partition by customer_key order by event_number) as change_number

    from compared
    where not (has_left and was_away)

),

changes as (

    select
        typed.opportunity_key,
        typed.customer_key,
        typed.account_key,
        cast(typed.change_number as integer) as change_number,
        typed.was_customer_before,
        typed.change_type,
        typed.opportunity_type = 'renewal' as is_renewal,
        typed.event_type = 'refund' as is_refund,
        typed.change_type = 'expansion' and cross_sales.event_number is not null
            as is_cross_sell,
        cast(typed.value_after - typed.value_before as decimal(18, 2)) as amount_change,
        cast(typed.value_before as decimal(18, 2)) as value_before,
        cast(typed.value_after as decimal(18, 2)) as value_after,
        typed.closed_at as changed_at,
        typed.close_date as change_date

    from typed
    left join cross_sales
        on
        typed.customer_key = cross_sales.customer_key
        and typed.event_number = cross_sales.event_number

)

select * from changes
