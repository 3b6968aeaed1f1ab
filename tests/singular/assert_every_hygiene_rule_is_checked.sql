-- A rule of the list that fct_record_checks has no answer for would look like a CRM without faults.
{{ config(group='sales') }}

with

checked as (

    select distinct rule from {{ ref('fct_record_checks') }}

),

kinds as (

    select distinct record_kind from {{ ref('fct_record_checks') }}

)

select rules.rule

from {{ ref('hygiene_rules') }} as rules
inner join kinds on rules.record_kind = kinds.record_kind
left join checked on rules.rule = checked.rule
where checked.rule is null
