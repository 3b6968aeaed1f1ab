-- Every qualified lead is once in each breakdown of speed to lead and each level of win rates by
-- speed, is due or waits, and if due was answered in time or is breached, open or closed.
{{ config(group='joint') }}

with

facts as (

    select
        count(*) as mqls,
        count(*) filter (where responded_at is not null) as answered_leads,
        count(*) filter (where is_breached) as breached_leads

    from {{ ref('fct_lead_responses') }}
    where mql_at is not null

),

speeds as (

    select
        breakdown as level_name,
        sum(mqls) as mqls,
        sum(answered_leads) as answered_leads,
        sum(breached_leads) as breached_leads,
        sum(waiting_leads + leads_within_sla + breached_open_leads + breached_closed_leads)
            as accounted_leads

    from {{ ref('joint__speed_to_lead') }}
    group by breakdown

),

win_rates as (

    select
        comparison_level as level_name,
        sum(mqls) as mqls,
        sum(won_leads + lost_leads + undecided_leads) as accounted_leads

    from {{ ref('joint__win_rate_by_speed') }}
    group by comparison_level

)

select speeds.level_name
from speeds
cross join facts
where
    speeds.mqls != facts.mqls
    or speeds.answered_leads != facts.answered_leads
    or speeds.breached_leads != facts.breached_leads
    or speeds.accounted_leads != facts.mqls

union all

select win_rates.level_name
from win_rates
cross join facts
where win_rates.mqls != facts.mqls or win_rates.accounted_leads != facts.mqls
