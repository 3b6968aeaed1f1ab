-- Deals as they were won. One that was reopened and won again was won twice; until_date says how
-- long each win stood.
with

states as (

    select * from {{ ref('fct_opportunity_states') }}
    where deal_status = 'won'

),

wins as (

    select
        opportunity_key,
        opportunity_type,
        opened_date,
        from_date as won_date,
        until_date,
        coalesce(close_date, from_date) as close_date,
        team_name,
        region,
        coalesce(reporting_amount, 0) as won_amount,
        {{ days_between('opened_date', 'from_date') }} as days_to_win

    from states

)

select * from wins
