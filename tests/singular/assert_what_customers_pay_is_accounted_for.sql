-- What customers paid at the start of a month and what changed make its end, in money and in
-- customers, the end is the start of the next month, and the marts lose no change.
{{ config(group='sales') }}

with

months as (

    select
        *,
        lag(value_end) over segments as previous_value_end,
        lag(customers_end) over segments as previous_customers_end

    from {{ ref('sales__customer_growth') }}
    window segments as (partition by size_class order by month_start_date)

),

broken as (

    select
        size_class || ' ' || cast(month_start_date as varchar) as what,
        value_start + new_amount + reactivation_amount + expansion_amount
        - contraction_amount - churn_amount as expected,
        value_end as found

    from months
    where
        value_start + new_amount + reactivation_amount + expansion_amount
        - contraction_amount - churn_amount != value_end
        or customers_start + new_customers + reactivated_customers - churned_customers
        != customers_end
        or coalesce(previous_value_end != value_start, false)
        or coalesce(previous_customers_end != customers_start, false)
        or kept_at_most_amount > value_start
        or kept_year_at_most_amount > value_year_before
        or cross_sell_amount > expansion_amount

),

changes as (

    select
        coalesce(sum(amount_change), 0) as amount_change,
        count(*) filter (where value_before < 0 or value_after < 0) as negative_values,
        count(*) filter (where value_before + amount_change != value_after) as wrong_values

    from {{ ref('fct_subscription_changes') }}

),

published as (

    select
        coalesce(
            sum(
                new_amount + reactivation_amount + expansion_amount
                - contraction_amount - churn_amount
            ), 0
        ) as amount_change

    from {{ ref('sales__customer_growth') }}

),

compared as (

    select
        what,
        expected,
        found

    from broken

    union all

    select
        'all changes' as what,
        changes.amount_change as expected,
        published.amount_change as found

    from changes
    cross join published
    where
        changes.amount_change != published.amount_change
        or changes.negative_values > 0
        or changes.wrong_values > 0

)

select * from compared
