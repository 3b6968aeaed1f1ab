-- Every opportunity the CRMs hold, and no other, is in the fact, with the same money.
{{ config(group='platform') }}

with

staged as (

    select
        opportunity_key,
        amount
    from {{ ref('int_crm__current_opportunities') }}

),

facts as (

    select
        opportunity_key,
        amount
    from {{ ref('fct_opportunities') }}

)

select
    coalesce(staged.opportunity_key, facts.opportunity_key) as opportunity_key,
    staged.amount as amount_in_crm,
    facts.amount as amount_in_fact

from staged
full join facts on staged.opportunity_key = facts.opportunity_key
where
    staged.opportunity_key is null
    or facts.opportunity_key is null
    or coalesce(staged.amount, -1) != coalesce(facts.amount, -1)
