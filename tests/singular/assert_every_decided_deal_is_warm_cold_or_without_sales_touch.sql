-- Every new deal that is decided is warm, cold or without a touch of sales, once at every level;
-- those compared and those dropped are all that are warm or cold.
{{ config(group='joint') }}

with

facts as (

    select
        count(*) as decided_deals,
        count(*) filter (where is_won) as won_deals

    from {{ ref('fct_opportunities') }}
    where
        opportunity_type = 'new_business'
        and (is_won or is_lost)
        and coalesce(reporting_amount >= 0, true)

),

lifts as (

    select
        measure,
        comparison_level,
        sum(warm_deals + cold_deals + unknown_deals) as deals,
        sum(warm_deals * warm_value) as warm_sum,
        sum(cold_deals * cold_value) as cold_sum,
        sum(warm_deals + cold_deals) as compared_deals,
        sum(matched_warm_deals + matched_cold_deals + dropped_deals) as accounted_deals

    from {{ ref('joint__warm_up_lift') }}
    group by measure, comparison_level

)

select
    lifts.measure,
    lifts.comparison_level

from lifts
cross join facts
where
    lifts.compared_deals != lifts.accounted_deals
    or (lifts.measure = 'win_rate' and lifts.deals != facts.decided_deals)
    or (
        lifts.measure = 'win_rate'
        and coalesce(lifts.warm_sum, 0) + coalesce(lifts.cold_sum, 0) > facts.won_deals + 0.001
    )
    or lifts.deals > facts.decided_deals
