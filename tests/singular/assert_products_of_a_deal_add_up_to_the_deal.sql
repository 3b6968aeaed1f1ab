-- Product lines are parts of the deal, to the cent.
{{ config(group='platform') }}

with

lines as (

    select
        opportunity_key,
        sum(reporting_amount) as lines_amount

    from {{ ref('fct_opportunity_lines') }}
    group by opportunity_key

)

select
    opportunities.opportunity_key,
    opportunities.reporting_amount,
    lines.lines_amount

from {{ ref('fct_opportunities') }} as opportunities
left join lines on opportunities.opportunity_key = lines.opportunity_key
where
    lines.opportunity_key is null
    or coalesce(lines.lines_amount, 0) != coalesce(opportunities.reporting_amount, 0)
