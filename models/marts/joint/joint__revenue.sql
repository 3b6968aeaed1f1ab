{%- set sides = ['marketing', 'sales', 'partner'] -%}

with

deals as (

    select
        opportunities.opportunity_key,
        cast(date_trunc('month', opportunities.close_date) as date) as month_start_date,
        coalesce(opportunities.reporting_amount, 0) as won_amount,
        sources.opportunity_type,
        sources.sourced_by,
        sources.marketing_touches,
        sources.sales_touches,
        sources.partner_touches

    from {{ ref('fct_opportunities') }} as opportunities
    inner join {{ ref('fct_opportunity_sources') }} as sources
        on opportunities.opportunity_key = sources.opportunity_key
    where opportunities.is_won and opportunities.close_date is not null

),

won as (

    select
        month_start_date,
        count(*) as won_opportunities,
        sum(won_amount) as revenue_amount,
        sum(won_amount) filter (where opportunity_type = 'new_business') as new_business_amount,
        {% for side in sides %}
            sum(won_amount) filter (where sourced_by = '{{ side }}') as {{ side }}_sourced_amount,
            sum(won_amount) filter (where {{ side }}_touches > 0) as any_{{ side }}_touch_amount
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from deals
    group by month_start_date

),

ledger as (

    select * from {{ ref('fct_attribution_months') }}
    where goal_type in ('won', 'refund') and attribution_scope = 'account'

),

-- Which goals nobody touched is the same in every model of a scope, so any one will do.
one_model as (

    select min(attribution_model) as attribution_model from ledger

),

credited as (

    select
        ledger.goal_month_start_date as month_start_date,
        sum(ledger.credit_amount) as ledger_amount,
        sum(ledger.credit_amount) filter (where ledger.channel != '(no touch)')
            as attributed_amount

    from ledger
    inner join one_model on ledger.attribution_model = one_model.attribution_model
    group by ledger.goal_month_start_date

),

{%- set amounts = [
    'revenue_amount', 'new_business_amount', 'ledger_amount', 'attributed_amount',
    'marketing_sourced_amount', 'sales_sourced_amount', 'partner_sourced_amount',
    'any_marketing_touch_amount', 'any_sales_touch_amount', 'any_partner_touch_amount'
] %}

together as (

    select
        coalesce(won.month_start_date, credited.month_start_date) as month_start_date,
        cast(coalesce(won.won_opportunities, 0) as bigint) as won_opportunities,
        {% for amount in amounts %}
            cast(coalesce({{ amount }}, 0) as decimal(18, 2)) as {{ amount }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from won
    full join credited on won.month_start_date = credited.month_start_date

),

rated as (

    select
        *,
        cast(attributed_amount as double) / nullif(cast(revenue_amount as double), 0)
            as attributed_rate,
        {% for side in sides %}
            cast({{ side }}_sourced_amount as double)
            / nullif(cast(revenue_amount as double), 0) as {{ side }}_sourced_rate,
            cast(any_{{ side }}_touch_amount as double)
            / nullif(cast(revenue_amount as double), 0) as any_{{ side }}_touch_rate
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from together

)

select * from rated
