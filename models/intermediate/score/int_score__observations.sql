-- A lead that is won before the day it is judged has nothing left to foretell.
with

scores as (

    select * from {{ ref('int_score__scores') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

occasions as (

    select
        *,
        'judged' as observed_for
    from scores
    where is_judged

    union all

    select
        *,
        'today' as observed_for
    from scores
    where is_today

),

observed as (

    select
        occasions.lead_key,
        occasions.observed_for,
        occasions.scored_date as observed_date,
        cast({{ dbt.date_trunc('quarter', 'occasions.scored_date') }} as date)
            as quarter_start_date,
        cast(
            occasions.scored_date + interval {{ var('score_horizon_days') }} day as date
        ) as outcome_date,
        occasions.score_version,
        occasions.score,
        occasions.reasons,
        cast(leads.won_at as date) as won_date

    from occasions
    inner join leads on occasions.lead_key = leads.lead_key
    where
        leads.won_at is null
        or cast(leads.won_at as date) > occasions.scored_date
        or occasions.observed_for = 'today'

),

followed as (

    select
        lead_key,
        observed_for,
        observed_date,
        quarter_start_date,
        outcome_date,
        score_version,
        score,
        reasons,
        case
            when outcome_date > {{ as_of() }} then null
            else coalesce(won_date <= outcome_date, false)
        end as is_won

    from observed

)

select * from followed
