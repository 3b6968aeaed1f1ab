-- Each of these marts has every record of its fact once, and its money to the cent. Rates are of
-- sums, so sums are what has to be right.
{{ config(group='sales') }}

with

facts as (

    select
        'sales__win_loss' as mart,
        count(*) as records,
        sum(reporting_amount) filter (where is_won) as amount

    from {{ ref('fct_opportunities') }}
    where is_closed and close_date is not null

    union all

    select
        'sales__win_rates' as mart,
        count(*) as records,
        sum(reporting_amount) filter (where is_won) as amount

    from {{ ref('fct_opportunities') }}
    where is_closed and close_date is not null and coalesce(reporting_amount >= 0, true)

    union all

    select
        'sales__closing_practice' as mart,
        count(*) as records,
        sum(reporting_amount) filter (where is_won) as amount

    from {{ ref('fct_opportunities') }}
    where is_closed and close_date is not null and coalesce(reporting_amount >= 0, true)

    union all

    select
        'sales__process_adherence' as mart,
        count(*) as records,
        0 as amount

    from {{ ref('fct_opportunities') }}
    where is_closed and close_date is not null

    union all

    select
        'sales__growth_sources' as mart,
        count(*) as records,
        sum(reporting_amount) as amount

    from {{ ref('fct_opportunities') }}
    where is_won and close_date is not null

    union all

    select
        'sales__deal_priority' as mart,
        count(*) as records,
        sum(reporting_amount) as amount

    from {{ ref('fct_opportunities') }}
    where not is_closed

    union all

    select
        'sales__lead_funnel' as mart,
        count(*) as records,
        sum(won_amount) as amount

    from {{ ref('fct_leads') }}
    where created_at is not null

    union all

    select
        'sales__lead_priority' as mart,
        count(*) as records,
        0 as amount

    from {{ ref('fct_leads') }}
    where lead_stage in ('lead', 'mql', 'sal', 'sql') and not is_converted

    union all

    select
        'sales__bant_lift' as mart,
        count(*) as records,
        0 as amount

    from {{ ref('fct_leads') }}
    where lead_key is not null

    union all

    select
        'sales__proposals' as mart,
        count(*) as records,
        sum(reporting_amount) as amount

    from {{ ref('fct_quotes') }}
    where created_at is not null

    union all

    select
        'sales__objections' as mart,
        count(*) as records,
        0 as amount

    from {{ ref('fct_objections') }}
    where raised_date is not null

    union all

    select
        'sales__crm_hygiene' as mart,
        count(*) as records,
        sum(reporting_amount) as amount

    from {{ ref('sales__crm_faults') }}
    where rule is not null

    union all

    select
        'sales__customer_voice' as mart,
        count(*) as records,
        0 as amount

    from {{ ref('fct_survey_responses') }}
    where response_date is not null
        and (
            nps_group in ('promoter', 'passive', 'detractor')
            or is_satisfied is not null
        )

),

marts as (

    select
        'sales__win_loss' as mart,
        sum(opportunities) as records,
        sum(won_amount) as amount

    from {{ ref('sales__win_loss') }}

    union all

    select
        'sales__win_rates' as mart,
        sum(decided_opportunities) as records,
        sum(won_amount) as amount

    from {{ ref('sales__win_rates') }}
    where factor = 'competitor'

    union all

    select
        'sales__closing_practice' as mart,
        sum(opportunities) as records,
        sum(won_amount) as amount

    from {{ ref('sales__closing_practice') }}

    union all

    select
        'sales__process_adherence' as mart,
        sum(opportunities) as records,
        0 as amount

    from {{ ref('sales__process_adherence') }}

    union all

    select
        'sales__growth_sources' as mart,
        sum(won_opportunities) as records,
        sum(won_amount) as amount

    from {{ ref('sales__growth_sources') }}

    union all

    select
        'sales__deal_priority' as mart,
        count(*) as records,
        sum(reporting_amount) as amount

    from {{ ref('sales__deal_priority') }}

    union all

    select
        'sales__lead_funnel' as mart,
        sum(entered_leads) as records,
        sum(won_amount) as amount

    from {{ ref('sales__lead_funnel') }}
    where lead_stage = 'lead'

    union all

    select
        'sales__lead_priority' as mart,
        count(*) as records,
        0 as amount

    from {{ ref('sales__lead_priority') }}

    union all

    select
        'sales__bant_lift' as mart,
        sum(leads) as records,
        0 as amount

    from {{ ref('sales__bant_lift') }}
    where bant_dimension = 'need'

    union all

    select
        'sales__proposals' as mart,
        sum(quotes) as records,
        sum(quoted_amount) as amount

    from {{ ref('sales__proposals') }}

    union all

    select
        'sales__objections' as mart,
        sum(objections) as records,
        0 as amount

    from {{ ref('sales__objections') }}

    union all

    select
        'sales__crm_hygiene' as mart,
        sum(records_at_fault) as records,
        sum(amount_at_fault) as amount

    from {{ ref('sales__crm_hygiene') }}

    union all

    select
        'sales__customer_voice' as mart,
        sum(responses) as records,
        0 as amount

    from {{ ref('sales__customer_voice') }}

)

select
    facts.mart,
    facts.records as records_in_fact,
    marts.records as records_in_mart,
    facts.amount as amount_in_fact,
    marts.amount as amount_in_mart

from facts
inner join marts on facts.mart = marts.mart
where
    coalesce(facts.records, 0) != coalesce(marts.records, 0)
    or coalesce(facts.amount, 0) != coalesce(marts.amount, 0)
