with

-- Net of refunds, which take back what their deals had earned.
credits as (

    select
        attribution_model,
        channel,
        touch_month_start_date as cohort_month_start_date,
        goal_month_start_date,
        case when goal_type = 'won' then credited_goals else 0 end as credited_goals,
        credit_amount,
        margin_amount

    from {{ ref('fct_attribution_months') }}
    where attribution_scope = 'account' and goal_type in ('won', 'refund')

),

spend as (

    select
        channel,
        month_start_date as cohort_month_start_date,
        sum(spend) as spend

    from {{ ref('fct_campaign_costs') }}
    where spend > 0
    group by channel, month_start_date

),

attribution_models as (

    select attribution_model
    from {{ ref('attribution_models') }}
    where attribution_scope = 'account'

),

-- A month ends for everybody on the same day; what has not come yet is not there.
months as (

    select
        month_start_date,
        max(date_day) <= {{ as_of() }} as has_ended

    from {{ ref('dim_dates') }}
    group by month_start_date
    having min(date_day) <= {{ as_of() }}

),

cohort_ages as (

    select
        attribution_models.attribution_model,
        spend.channel,
        spend.cohort_month_start_date,
        spend.spend,
        months.month_start_date,
        months.has_ended,
        cast(
            {{ dbt.datediff('spend.cohort_month_start_date', 'months.month_start_date', 'month') }}
            as integer
        ) as age_months

    from spend
    inner join months on spend.cohort_month_start_date <= months.month_start_date
    cross join attribution_models

),

arrived as (

    select
        attribution_model,
        channel,
        cohort_month_start_date,
        goal_month_start_date,
        sum(credited_goals) as credited_goals,
        sum(credit_amount) as credit_amount,
        sum(margin_amount) as margin_amount

    from credits
    group by attribution_model, channel, cohort_month_start_date, goal_month_start_date

),

aged as (

    select
        cohort_ages.*,
        coalesce(arrived.credited_goals, 0) as credited_goals,
        coalesce(arrived.credit_amount, 0) as credit_amount,
        coalesce(arrived.margin_amount, 0) as margin_amount

    from cohort_ages
    left join arrived
        on
        cohort_ages.attribution_model = arrived.attribution_model
        and cohort_ages.channel = arrived.channel
        and cohort_ages.cohort_month_start_date = arrived.cohort_month_start_date
        and cohort_ages.month_start_date = arrived.goal_month_start_date

),

{%- set so_far = {
    'credited_goals': ('cumulative_goals', 'decimal(28, 18)'),
    'credit_amount': ('cumulative_amount', 'decimal(18, 6)'),
    'margin_amount': ('cumulative_margin_amount', 'decimal(18, 6)'),
} %}

cumulated as (

    select
        attribution_model,
        channel,
        cohort_month_start_date,
        age_months,
        month_start_date,
        has_ended,
        cast(spend as decimal(18, 6)) as spend,
        cast(credited_goals as decimal(28, 18)) as credited_goals,
        cast(credit_amount as decimal(18, 6)) as credit_amount,
        {% for amount, (name, data_type) in so_far.items() %}
            cast(sum({{ amount }}) over up_to_now as {{ data_type }}) as {{ name }},
        {% endfor %}
        cast(
            sum(credit_amount) over (
                partition by attribution_model, channel, cohort_month_start_date
            ) as decimal(18, 6)
        ) as known_amount

    from aged
    window
        up_to_now as (
            partition by attribution_model, channel, cohort_month_start_date
            order by age_months
            rows between unbounded preceding and current row
        )

),

rated as (

    select
        *,
        cast(cumulative_amount as double) / nullif(cast(spend as double), 0) as roas_so_far,
        cast(cumulative_margin_amount - spend as double) / nullif(cast(spend as double), 0)
            as margin_roi_rate,
        cast(cumulative_amount as double) / nullif(cast(known_amount as double), 0)
            as arrived_rate

    from cumulated

)

select * from rated
