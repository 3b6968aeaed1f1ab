-- The months that this refresh freezes: those that are over and were not at the last closing. Rules
-- are written down at every closing, also when a month had no goals, so they tell when that was.
with

rules as (

    select * from {{ ref('int_attribution__rules_before') }}

),

last_closing as (

    select cast(date_trunc('month', max(frozen_date)) as date) as open_from_date from rules

),

months_over as (

    select
        {{ as_of() }} as frozen_date,
        open_from_date,
        cast(date_trunc('month', {{ as_of() }}) as date) as open_until_date

    from last_closing

),

closing as (

    select * from months_over
    where open_from_date is null or open_from_date < open_until_date

)

select * from closing
