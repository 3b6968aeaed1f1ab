{%- set counts = [
    'customers_start', 'new_customers', 'reactivated_customers', 'churned_customers',
    'customers_end', 'kept_customers', 'customers_year_before', 'kept_year_customers',
    'renewals', 'renewals_won', 'buying_customers', 'repeat_customers'
] -%}
{%- set amounts = [
    'value_start', 'new_amount', 'reactivation_amount', 'expansion_amount', 'cross_sell_amount',
    'contraction_amount', 'churn_amount', 'value_end', 'kept_amount', 'kept_at_most_amount',
    'value_year_before', 'kept_year_amount', 'kept_year_at_most_amount'
] -%}

with

customer_months as (

    select * from {{ ref('fct_customer_months') }}

),

subscriptions as (

    select coalesce(sum(renewals), 0) > 0 as has_renewals from customer_months

),

months as (

    select distinct month_start_date from customer_months

),

segments as (

    select distinct size_class from customer_months

),

-- Every segment has a row in every month, so that the end of one is the start of the next.
segment_months as (

    select
        months.month_start_date,
        segments.size_class

    from months
    cross join segments

),

first_month as (

    select min(month_start_date) as month_start_date from months

),

capped as (

    select
        *,
        case when value_end < value_start then value_end else value_start end
            as kept_at_most_amount,
        case when value_end < value_year_before then value_end else value_year_before end
            as kept_year_at_most_amount

    from customer_months

),

by_month as (

    select
        segment_months.month_start_date,
        segment_months.size_class,
        count(*) filter (where capped.was_customer_at_start) as customers_start,
        sum(capped.new_count) as new_customers,
        sum(capped.reactivations) as reactivated_customers,
        sum(capped.churns) as churned_customers,
        count(*) filter (where capped.is_customer_at_end) as customers_end,
        count(*) filter (where capped.was_customer_at_start and capped.is_customer_at_end)
            as kept_customers,
        count(*) filter (where capped.was_customer_year_before) as customers_year_before,
        count(*) filter (where capped.was_customer_year_before and capped.is_customer_at_end)
            as kept_year_customers,
        sum(capped.value_start) as value_start,
        sum(capped.new_amount) as new_amount,
        sum(capped.reactivation_amount) as reactivation_amount,
        sum(capped.expansion_amount) as expansion_amount,
        sum(capped.cross_sell_amount) as cross_sell_amount,
        sum(capped.contraction_amount) as contraction_amount,
        sum(capped.churn_amount) as churn_amount,
        sum(capped.value_end) as value_end,
        sum(capped.value_end) filter (where capped.was_customer_at_start) as kept_amount,
        sum(capped.kept_at_most_amount) filter (where capped.was_customer_at_start)
            as kept_at_most_amount,
        sum(capped.value_year_before) filter (where capped.was_customer_year_before)
            as value_year_before,
        sum(capped.value_end) filter (where capped.was_customer_year_before)
            as kept_year_amount,
        sum(capped.kept_year_at_most_amount) filter (where capped.was_customer_year_before)
            as kept_year_at_most_amount,
        sum(capped.renewals) as renewals,
        sum(capped.renewals_won) as renewals_won,
        count(*) filter (where capped.purchases > 0) as buying_customers,
        count(*) filter (
            where
            capped.purchases > 1
            or (capped.purchases = 1 and capped.earlier_purchases > 0)
        ) as repeat_customers

    from segment_months
    left join capped
        on
        segment_months.month_start_date = capped.month_start_date
        and segment_months.size_class = capped.size_class
    group by segment_months.month_start_date, segment_months.size_class

),

described as (

    select
        by_month.month_start_date,
        by_month.size_class,
        {% for count in counts %}
            cast(coalesce(by_month.{{ count }}, 0) as bigint) as {{ count }},
        {% endfor %}
        {% for amount in amounts %}
            cast(coalesce(by_month.{{ amount }}, 0) as decimal(18, 2)) as {{ amount }},
        {% endfor %}
        cast(
            coalesce(by_month.expansion_amount, 0) - coalesce(by_month.cross_sell_amount, 0)
            as decimal(18, 2)
        ) as upsell_amount,

        -- who sells once keeps nobody, and loses nobody either
        subscriptions.has_renewals,
        subscriptions.has_renewals
        and by_month.month_start_date
        >= {{ dbt.dateadd('month', 12, 'first_month.month_start_date') }} as has_year_before

    from by_month
    cross join subscriptions
    cross join first_month

),

rated as (

    select
        *,
        case when has_renewals then cast(kept_amount as double) / nullif(value_start, 0) end
            as nrr_month_rate,
        case
            when has_renewals then cast(kept_at_most_amount as double) / nullif(value_start, 0)
        end as grr_month_rate,
        case
            when has_renewals then cast(kept_customers as double) / nullif(customers_start, 0)
        end as logo_retention_month_rate,
        case
            when has_year_before
                then cast(kept_year_amount as double) / nullif(value_year_before, 0)
        end as nrr_year_rate,
        case
            when has_year_before
                then cast(kept_year_at_most_amount as double) / nullif(value_year_before, 0)
        end as grr_year_rate,
        case
            when has_year_before
                then cast(kept_year_customers as double) / nullif(customers_year_before, 0)
        end as logo_retention_year_rate,
        cast(renewals_won as double) / nullif(renewals, 0) as renewal_rate,
        cast(repeat_customers as double) / nullif(buying_customers, 0) as repeat_purchase_rate

    from described

)

select * from rated
