-- A month is frozen whole, by the first refresh after its end, and nothing is added to it later.
{{ config(group='platform') }}

with

closings as (

    select distinct frozen_date from {{ ref('fct_attribution_rules_as_reported') }}

),

frozen as (

    select distinct
        month_start_date,
        frozen_date
    from {{ ref('fct_attribution_as_reported') }}

),

due as (

    select
        frozen.month_start_date,
        frozen.frozen_date,
        min(closings.frozen_date) as due_date

    from frozen
    left join closings on date_trunc('month', closings.frozen_date) > frozen.month_start_date
    group by frozen.month_start_date, frozen.frozen_date

)

select * from due
where due_date is null or frozen_date != due_date
