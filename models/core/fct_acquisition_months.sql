{%- set segments = {
    'all': "'(all)'", 'size_class': 'size_class', 'channel': 'source_channel'
} -%}

with

customer_months as (

    select
        customer_months.*,
        customers.source_channel,
        cast(customer_months.value_end as double) / {{ var('contract_months') }}
            as recurring_amount,
        cast(customer_months.value_end as double) / {{ var('contract_months') }}
        * customers.gross_margin_rate as recurring_margin_amount,
        case when customer_months.new_count > 0 then customers.margin_amount end
            as cohort_margin_amount

    from {{ ref('fct_customer_months') }} as customer_months
    inner join {{ ref('dim_customers') }} as customers
        on customer_months.customer_key = customers.customer_key

),

counted as (

    {% for segment_kind, segment_value in segments.items() %}
        select
            '{{ segment_kind }}' as segment_kind,
            {{ segment_value }} as segment_value,
            month_start_date,
            sum(new_count) as new_customers,
            count(*) filter (where was_customer_at_start) as customers_start,
            sum(churns) as churned_customers,
            count(*) filter (where is_customer_at_end) as customers,
            sum(recurring_amount) as recurring_amount,
            sum(recurring_margin_amount) as recurring_margin_amount,
            sum(cohort_margin_amount) as cohort_margin_amount

        from customer_months
        group by 1, 2, 3
        {% if not loop.last %}

            union all
        {% endif %}
    {% endfor %}

),

media as (

    {% for segment_kind, segment_value in {'all': "'(all)'", 'channel': 'channel'}.items() %}
        select
            '{{ segment_kind }}' as segment_kind,
            {{ segment_value }} as segment_value,
            month_start_date,
            sum(spend) as media_spend

        from {{ ref('fct_campaign_costs') }}
        where spend != 0
        group by 1, 2, 3
        {% if not loop.last %}

            union all
        {% endif %}
    {% endfor %}

),

-- Nobody is paid by channel or by size of company.
team_costs as (

    select
        month_start_date,
        sum(reporting_amount) as team_cost

    from {{ ref('fct_costs') }}
    where is_for_acquisition
    group by 1

),

members as (

    select
        segment_kind,
        segment_value,
        month_start_date
    from counted

    union

    select
        segment_kind,
        segment_value,
        month_start_date
    from media

),

first_month as (

    select min(month_start_date) as month_start_date from members

),

spine as (

    select distinct
        members.segment_kind,
        members.segment_value,
        dates.month_start_date

    from members
    cross join first_month
    inner join {{ ref('dim_dates') }} as dates
        on first_month.month_start_date <= dates.month_start_date
    where dates.is_past

),

-- How long it takes from opening a deal with a new customer to winning it, in whole months.
sales_cycle as (

    select
        cast(
            coalesce(
                round(percentile_cont(0.5) within group (order by days_to_close) / 30.4375), 0
            ) as integer
        ) as lag_months

    from {{ ref('fct_opportunities') }}
    where is_won and opportunity_type = 'new_business'

),

costed as (

    select
        spine.*,
        sales_cycle.lag_months,
        cast(
            {{ dbt.dateadd('month', '-sales_cycle.lag_months', 'spine.month_start_date') }} as date
        ) as earlier_month_start_date,
        case
            when spine.segment_kind in ('all', 'channel')
                then cast(coalesce(media.media_spend, 0) as decimal(18, 6))
        end as media_spend,
        case
            when spine.segment_kind = 'all'
                then cast(team_costs.team_cost + coalesce(media.media_spend, 0) as decimal(18, 6))
        end as loaded_cost

    from spine
    cross join sales_cycle
    left join media
        on
        spine.segment_kind = media.segment_kind
        and spine.segment_value = media.segment_value
        and spine.month_start_date = media.month_start_date
    left join team_costs on spine.month_start_date = team_costs.month_start_date

),

joined as (

    select
        costed.segment_kind,
        costed.segment_value,
        costed.month_start_date,
        costed.lag_months,
        costed.media_spend,
        costed.loaded_cost,
        earlier.media_spend as lagged_media_spend,
        earlier.loaded_cost as lagged_loaded_cost,
        {% for name in ['new_customers', 'customers_start', 'churned_customers', 'customers'] %}
            cast(coalesce(counted.{{ name }}, 0) as bigint) as {{ name }},
        {% endfor %}
        {% for name in ['recurring_amount', 'recurring_margin_amount', 'cohort_margin_amount'] %}
            cast(coalesce(counted.{{ name }}, 0) as decimal(18, 2)) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from costed
    left join costed as earlier
        on
        costed.segment_kind = earlier.segment_kind
        and costed.segment_value = earlier.segment_value
        and costed.earlier_month_start_date = earlier.month_start_date
    left join counted
        on
        costed.segment_kind = counted.segment_kind
        and costed.segment_value = counted.segment_value
        and costed.month_start_date = counted.month_start_date

)

select * from joined
