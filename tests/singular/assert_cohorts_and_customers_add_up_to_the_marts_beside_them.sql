-- What a month's media brought up to the last age is its credit on the clock of the touch; each
-- kind of segment has all customers that growth counts; the books are there once.
{{ config(group='joint') }}

with

by_channel as (

    select
        attribution_model,
        channel,
        month_start_date as cohort_month_start_date,
        sum(credit_amount) as credit_amount

    from {{ ref('joint__attribution_by_channel') }}
    where
        attribution_scope = 'account'
        and clock = 'touch'
        and goal_type in ('won', 'refund')
    group by 1, 2, 3

),

cohorts as (

    select * from {{ ref('joint__cohort_maturity') }}
    qualify
        row_number() over (
            partition by attribution_model, channel, cohort_month_start_date
            order by age_months desc
        ) = 1

),

growth as (

    select
        month_start_date,
        sum(new_customers) as new_customers,
        sum(customers_end) as customers

    from {{ ref('sales__customer_growth') }}
    group by 1

),

segments as (

    select
        segment_kind,
        month_start_date,
        sum(new_customers) as new_customers,
        sum(customers) as customers

    from {{ ref('joint__unit_economics') }}
    group by 1, 2

),

costs as (

    select
        month_start_date,
        sum(reporting_amount) as team_cost

    from {{ ref('fct_costs') }}
    where is_for_acquisition
    group by 1

)

select
    'cohort' as what,
    cohorts.attribution_model || ', ' || cohorts.channel as which,
    cohorts.cohort_month_start_date as month_start_date
from cohorts
left join by_channel
    on
    cohorts.attribution_model = by_channel.attribution_model
    and cohorts.channel = by_channel.channel
    and cohorts.cohort_month_start_date = by_channel.cohort_month_start_date
where
    cohorts.cumulative_amount != coalesce(by_channel.credit_amount, 0)
    or cohorts.known_amount != cohorts.cumulative_amount

union all

select
    'customers' as what,
    segments.segment_kind as which,
    segments.month_start_date
from segments
left join growth on segments.month_start_date = growth.month_start_date
where
    segments.new_customers != coalesce(growth.new_customers, 0)
    or segments.customers != coalesce(growth.customers, 0)

union all

select
    'costs' as what,
    'loaded' as which,
    economics.month_start_date
from {{ ref('joint__unit_economics') }} as economics
inner join costs on economics.month_start_date = costs.month_start_date
where
    economics.segment_kind = 'all'
    and economics.loaded_cost != costs.team_cost + economics.media_spend
