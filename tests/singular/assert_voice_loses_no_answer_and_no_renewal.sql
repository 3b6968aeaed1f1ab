-- Each cut of what customers said has the answers that sales counts, and what they said before a
-- renewal has every renewal and what was paid after it.
{{ config(group='joint') }}

with

facts as (

    select
        month_start_date,
        survey_type,
        sum(responses) as responses,
        sum(promoters) - sum(detractors) as net_promoters,
        sum(satisfied_responses) as satisfied_responses

    from {{ ref('sales__customer_voice') }}
    group by month_start_date, survey_type

),

kinds as (

    select distinct cut_kind
    from {{ ref('joint__voice') }}

),

cuts as (

    select
        month_start_date,
        survey_type,
        cut_kind,
        sum(responses) as responses,
        sum(promoters) - sum(detractors) as net_promoters,
        sum(satisfied_responses) as satisfied_responses

    from {{ ref('joint__voice') }}
    group by month_start_date, survey_type, cut_kind

),

changes as (

    select
        count(*) as renewals,
        coalesce(sum(value_after) filter (where change_type != 'churn'), 0) as value_after

    from {{ ref('fct_subscription_changes') }}
    where is_renewal

),

retained as (

    select
        coalesce(sum(renewals), 0) as renewals,
        coalesce(sum(renewals_won), 0) + coalesce(sum(churns), 0) as decided,
        coalesce(sum(value_after), 0) as value_after

    from {{ ref('joint__voice_and_retention') }}

)

select kinds.cut_kind as what
from facts
cross join kinds
left join cuts
    on
    facts.month_start_date = cuts.month_start_date
    and facts.survey_type = cuts.survey_type
    and kinds.cut_kind = cuts.cut_kind
where
    facts.responses is distinct from cuts.responses
    or facts.net_promoters is distinct from cuts.net_promoters
    or facts.satisfied_responses is distinct from cuts.satisfied_responses

union all

select 'renewals' as what
from changes
cross join retained
where
    changes.renewals != retained.renewals
    or changes.renewals != retained.decided
    or changes.value_after != retained.value_after
