with

changes as (

    select
        *,
        cast(date_trunc('month', change_date) as date) as month_start_date

    from {{ ref('fct_subscription_changes') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

months as (

    select distinct month_start_date
    from {{ ref('dim_dates') }}
    where is_past

),

first_month as (

    select min(month_start_date) as month_start_date from changes

),

-- A customer from before the first day has been one in every month that is known.
customers as (

    select
        changes.customer_key,
        changes.account_key,
        changes.was_customer_before,
        changes.value_before as opening_amount,
        case
            when changes.was_customer_before then first_month.month_start_date
            else changes.month_start_date
        end as first_month_start_date

    from changes
    cross join first_month
    where changes.change_number = 1

),

changed_months as (

    select
        customer_key,
        month_start_date,
        max(change_number) as last_change_number,
        sum(amount_change) as amount_change,
        sum(amount_change) filter (where change_type = 'new') as new_amount,
        sum(amount_change) filter (where change_type = 'reactivation') as reactivation_amount,
        sum(amount_change) filter (where change_type = 'expansion') as expansion_amount,
        sum(amount_change) filter (where change_type = 'expansion' and is_cross_sell)
            as cross_sell_amount,
        -sum(amount_change) filter (where change_type = 'contraction') as contraction_amount,
        -sum(amount_change) filter (where change_type = 'churn') as churn_amount,
        count(*) filter (where change_type = 'new') as new_count,
        count(*) filter (where change_type = 'reactivation') as reactivations,
        count(*) filter (where change_type = 'churn') as churns,
        count(*) filter (where is_renewal) as renewals,
        count(*) filter (where is_renewal and change_type != 'churn') as renewals_won,
        count(*) filter (where not is_renewal and not is_refund) as purchases

    from changes
    group by customer_key, month_start_date

),

last_changes as (

    select
        changed_months.customer_key,
        changed_months.month_start_date,
        changes.change_type != 'churn' as is_customer

    from changed_months
    inner join changes
        on
        changed_months.customer_key = changes.customer_key
        and changed_months.last_change_number = changes.change_number

),

spine as (

    select
        customers.customer_key,
        customers.account_key,
        customers.was_customer_before,
        customers.opening_amount,
        months.month_start_date,
        changed_months.amount_change,
        changed_months.new_amount,
        changed_months.reactivation_amount,
        changed_months.expansion_amount,
        changed_months.cross_sell_amount,
        changed_months.contraction_amount,
        changed_months.churn_amount,
        changed_months.new_count,
        changed_months.reactivations,
        changed_months.churns,
        changed_months.renewals,
        changed_months.renewals_won,
        changed_months.purchases,
        last_changes.is_customer,
        coalesce(sum(changed_months.purchases) over earlier_months, 0) as earlier_purchases,
        coalesce(sum(changed_months.amount_change) over earlier_months, 0)
        + customers.opening_amount as value_start,
        count(changed_months.last_change_number) over up_to_now as changes_up_to_now

    from customers
    inner join months on customers.first_month_start_date <= months.month_start_date
    left join changed_months
        on
        customers.customer_key = changed_months.customer_key
        and months.month_start_date = changed_months.month_start_date
    left join last_changes
        on
        customers.customer_key = last_changes.customer_key
        and months.month_start_date = last_changes.month_start_date
    window
        earlier_months as (
            partition by customers.customer_key
            order by months.month_start_date
            rows between unbounded preceding and 1 preceding
        ),
        up_to_now as (
            partition by customers.customer_key
            order by months.month_start_date
            rows between unbounded preceding and current row
        )

),

-- Nothing changes until the next deal does.
standing as (

    select
        *,
        value_start + coalesce(amount_change, 0) as value_end,
        coalesce(
            max(is_customer) over (
                partition by customer_key, changes_up_to_now
                order by month_start_date
                rows between unbounded preceding and unbounded following
            ),
            was_customer_before
        ) as is_customer_at_end

    from spine

),

years as (

    select
        *,
        lag(value_end, 12) over customer_months as value_year_before,
        coalesce(lag(is_customer_at_end, 12) over customer_months, false)
            as was_customer_year_before,
        coalesce(lag(is_customer_at_end) over customer_months, was_customer_before)
            as was_customer_at_start

    from standing
    window customer_months as (partition by customer_key order by month_start_date)

),

published as (

    select
        years.customer_key,
        years.month_start_date,
        years.account_key,
        coalesce(accounts.size_class, '(not set)') as size_class,
        years.was_customer_at_start,
        years.is_customer_at_end,
        years.was_customer_year_before,
        cast(coalesce(years.new_count, 0) as bigint) as new_count,
        cast(coalesce(years.reactivations, 0) as bigint) as reactivations,
        cast(coalesce(years.churns, 0) as bigint) as churns,
        cast(coalesce(years.renewals, 0) as bigint) as renewals,
        cast(coalesce(years.renewals_won, 0) as bigint) as renewals_won,
        cast(coalesce(years.purchases, 0) as bigint) as purchases,
        cast(
            years.earlier_purchases + case when years.was_customer_before then 1 else 0 end
            as bigint
        ) as earlier_purchases,
        cast(years.value_start as decimal(18, 2)) as value_start,
        cast(coalesce(years.new_amount, 0) as decimal(18, 2)) as new_amount,
        cast(coalesce(years.reactivation_amount, 0) as decimal(18, 2)) as reactivation_amount,
        cast(coalesce(years.expansion_amount, 0) as decimal(18, 2)) as expansion_amount,
        cast(coalesce(years.cross_sell_amount, 0) as decimal(18, 2)) as cross_sell_amount,
        cast(coalesce(years.contraction_amount, 0) as decimal(18, 2)) as contraction_amount,
        cast(coalesce(years.churn_amount, 0) as decimal(18, 2)) as churn_amount,
        cast(years.value_end as decimal(18, 2)) as value_end,
        cast(coalesce(years.value_year_before, 0) as decimal(18, 2)) as value_year_before

    from years
    left join accounts on years.account_key = accounts.account_key

)

select * from published
