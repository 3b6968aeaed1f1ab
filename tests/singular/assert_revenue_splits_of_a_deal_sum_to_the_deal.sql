-- Credit for revenue is given away once and whole: to the cent, and to 1.
{{ config(group='platform') }}

with

splits as (

    select
        opportunity_key,
        sum(credit_rate) as credit_rate,
        sum(amount) as amount,
        sum(reporting_amount) as reporting_amount

    from {{ ref('fct_opportunity_splits') }}
    where split_type = 'revenue'
    group by opportunity_key

)

select
    opportunities.opportunity_key,
    splits.credit_rate,
    opportunities.amount,
    splits.amount as amount_of_splits,
    opportunities.reporting_amount,
    splits.reporting_amount as reporting_amount_of_splits

from {{ ref('fct_opportunities') }} as opportunities
full join splits on opportunities.opportunity_key = splits.opportunity_key
where
    opportunities.opportunity_key is null
    or splits.opportunity_key is null
    or splits.credit_rate != 1
    or splits.amount is distinct from opportunities.amount
    or splits.reporting_amount is distinct from opportunities.reporting_amount
