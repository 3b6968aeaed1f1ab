-- One company a touch, and a reason exactly where there is one: also where its person has two.
{{ config(group='platform') }}

with

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

wrong as (

    select
        touchpoint_key,
        count(*) as copies,
        count(distinct account_key) as companies,
        min(account_matched_by) as account_matched_by

    from touchpoints
    group by touchpoint_key
    having
        count(*) > 1
        or count(distinct account_key) > 1
        or (count(account_key) = 0) != (min(account_matched_by) = '(none)')

)

select * from wrong
