-- What a CRM or a list says of a deal that is there is in the facts: each quote once, and each rep
-- who has part of the credit.
{{ config(group='platform') }}

with

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

owners as (

    select * from {{ ref('int_identity__owners') }}

),

quotes as (

    select
        quotes.quote_key,
        quotes.amount

    from {{ ref('int_crm__quotes') }} as quotes
    left join migrated on quotes.opportunity_key = migrated.old_opportunity_key
    left join opportunities
        on coalesce(migrated.opportunity_key, quotes.opportunity_key)
        = opportunities.opportunity_key
    where opportunities.opportunity_key is not null or quotes.opportunity_key is null

),

reps_with_credit as (

    select distinct
        splits.opportunity_key,
        owners.owner_key,
        case when lower(trim(splits.split_type)) = 'revenue' then 'revenue' else 'overlay' end
            as split_type

    from {{ ref('int_crm__opportunity_splits') }} as splits
    inner join opportunities on splits.opportunity_key = opportunities.opportunity_key
    inner join owners on splits.owner_key = owners.named_owner_key

)

select
    'quote' as lost,
    coalesce(quotes.quote_key, facts.quote_key) as record_key

from quotes
full join {{ ref('fct_quotes') }} as facts on quotes.quote_key = facts.quote_key
where
    quotes.quote_key is null
    or facts.quote_key is null
    or quotes.amount is distinct from facts.amount

union all

select
    'split' as lost,
    reps_with_credit.opportunity_key as record_key

from reps_with_credit
left join {{ ref('fct_opportunity_splits') }} as facts
    on
    reps_with_credit.opportunity_key = facts.opportunity_key
    and reps_with_credit.owner_key = facts.owner_key
    and reps_with_credit.split_type = facts.split_type
where facts.opportunity_split_key is null
