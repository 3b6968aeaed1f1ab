-- Nurtured or not, each MQL of the facts is in the mart once, with its deal and what it brought.
{{ config(group='marketing') }}

with

leads as (

    select
        count(*) as mqls,
        count(opportunity_key) as opportunities,
        count(won_at) as won,
        coalesce(sum(won_amount), 0) as won_amount

    from {{ ref('fct_leads') }}
    where mql_at is not null

),

mart as (

    select
        coalesce(sum(mqls), 0) as mqls,
        coalesce(sum(opportunities), 0) as opportunities,
        coalesce(sum(won), 0) as won,
        coalesce(sum(won_amount), 0) as won_amount,
        coalesce(max(sals - mqls), 0) as sals_too_many,
        coalesce(max(won - opportunities), 0) as won_too_many

    from {{ ref('marketing__nurture') }}

),

compared as (

    select
        leads.mqls as expected_mqls,
        mart.mqls as found_mqls,
        leads.won_amount as expected_won_amount,
        mart.won_amount as found_won_amount

    from leads
    cross join mart
    where
        leads.mqls != mart.mqls
        or leads.won != mart.won
        or leads.opportunities > mart.opportunities
        or leads.won_amount != mart.won_amount
        or mart.sals_too_many > 0
        or mart.won_too_many > 0

)

select * from compared
