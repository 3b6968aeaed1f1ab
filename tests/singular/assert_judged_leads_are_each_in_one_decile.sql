{{ config(group='marketing') }}

-- The marts count every judged lead once, and no regression has learnt from what it judges.
with

judged as (

    select
        count(*) as leads,
        count(*) filter (where is_won) as wins,
        count(*) filter (where chance is not null) as leads_with_a_chance

    from {{ ref('fct_lead_score_observations') }}
    where observed_for = 'judged' and is_won is not null

),

told as (

    select
        score_method,
        lead_set,
        sum(leads) as leads,
        sum(wins) as wins

    from {{ ref('marketing__lead_score_calibration') }}
    group by score_method, lead_set

    union all

    select
        score_method,
        lead_set,
        leads,
        wins

    from {{ ref('marketing__lead_score_quality') }}
    where judged_in = 'all'

)

select
    told.score_method as fault,
    told.leads

from told
cross join judged
where
    (told.lead_set = 'all leads' and (told.leads != judged.leads or told.wins != judged.wins))
    or (told.lead_set != 'all leads' and told.leads != judged.leads_with_a_chance)

union all

select
    'learnt from what it judges' as fault,
    coefficients.learnt_leads as leads

from {{ ref('fct_lead_score_coefficients') }} as coefficients
inner join {{ ref('fct_lead_score_observations') }} as observations
    on
    observations.observed_for = 'judged'
    and observations.is_won is not null
    and coefficients.fit_date > observations.outcome_date
group by coefficients.fit_date, coefficients.feature, coefficients.learnt_leads
having count(*) != coefficients.learnt_leads
