{%- set sides = ['marketing', 'sales', 'partner'] -%}

with

deals as (

    select
        opportunities.opportunity_key,
        sources.opportunity_type,
        sources.sourced_by,
        sources.sourced_by_rule,
        sources.marketing_touches,
        sources.sales_touches,
        sources.partner_touches,
        case when opportunities.is_won then 'won' else 'open' end as deal_state,
        cast(
            date_trunc(
                'month',
                case
                    when opportunities.is_won then opportunities.close_date
                    else cast(opportunities.created_at as date)
                end
            ) as date
        ) as month_start_date,
        coalesce(opportunities.reporting_amount, 0) as amount

    from {{ ref('fct_opportunities') }} as opportunities
    inner join {{ ref('fct_opportunity_sources') }} as sources
        on opportunities.opportunity_key = sources.opportunity_key
    where opportunities.is_won or not opportunities.is_closed

),

summed as (

    select
        deal_state,
        month_start_date,
        opportunity_type,
        sourced_by,
        sourced_by_rule,
        count(*) as sourced_deals,
        cast(sum(amount) as decimal(18, 2)) as sourced_amount,
        {% for side in sides %}
            count(*) filter (where {{ side }}_touches > 0) as any_{{ side }}_touch_deals,
            cast(
                coalesce(sum(amount) filter (where {{ side }}_touches > 0), 0) as decimal(18, 2)
            ) as any_{{ side }}_touch_amount
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from deals
    where month_start_date is not null
    group by deal_state, month_start_date, opportunity_type, sourced_by, sourced_by_rule

)

select * from summed
