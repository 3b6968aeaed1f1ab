-- The scorecard's amounts, the review's weeks and each of its breakdowns add up to the facts.
{{ config(group='joint') }}

with

facts as (

    select
        'won revenue' as measure,
        sum(reporting_amount) as fact_value

    from {{ ref('fct_opportunities') }}
    where is_won and close_date <= {{ as_of() }}

    union all

    select
        'visits' as measure,
        count(*) as fact_value

    from {{ ref('fct_sessions') }}
    where is_counted and session_date <= {{ as_of() }}

    union all

    select
        'spend' as measure,
        sum(reporting_spend) as fact_value

    from {{ ref('fct_ad_performance') }}
    where performance_date <= {{ as_of() }}

    union all

    select
        'qualified leads' as measure,
        count(*) as fact_value

    from {{ ref('fct_leads') }}
    where cast(mql_at as date) <= {{ as_of() }}

),

published as (

    select
        'weekly review by ' || breakdown as mart,
        measure,
        sum(week_value) as mart_value

    from {{ ref('joint__weekly_review') }}
    group by breakdown, measure

    union all

    select
        'scorecard, all won' as mart,
        'won revenue' as measure,
        sum(denominator) as mart_value

    from {{ ref('joint__alignment_scorecard') }}
    where measure = 'marketing_revenue_share'
    having count(*) > 0

    union all

    select
        'scorecard' as mart,
        'qualified leads' as measure,
        sum(numerator) as mart_value

    from {{ ref('joint__alignment_scorecard') }}
    where measure = 'mqls'
    having count(*) > 0

    union all

    select
        'scorecard, marketing' as mart,
        'sourced by marketing' as measure,
        sum(case when measure = 'marketing_revenue' then numerator else -numerator end)
            as mart_value

    from {{ ref('joint__alignment_scorecard') }}
    where measure in ('marketing_revenue', 'marketing_revenue_share')
    having count(*) > 0

)

select
    published.mart,
    published.measure,
    published.mart_value,
    coalesce(facts.fact_value, 0) as fact_value

from published
left join facts on published.measure = facts.measure
where
    (facts.measure is not null or published.measure = 'sourced by marketing')
    and abs(published.mart_value - coalesce(facts.fact_value, 0)) > 1
