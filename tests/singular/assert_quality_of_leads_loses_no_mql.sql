-- Every cut of lead quality has every MQL and every feedback on one, by month; every rejected one
-- has one reason; sales accepted as many as the sources of leads say.
{{ config(group='joint') }}

with

mqls as (

    select
        leads.lead_key,
        leads.mql_at,
        leads.sal_at is not null
        or leads.sql_at is not null
        or leads.won_at is not null
        or leads.opportunity_key is not null as is_accepted,
        count(feedback.feedback_key) as feedbacks

    from {{ ref('fct_leads') }} as leads
    left join {{ ref('fct_feedback') }} as feedback
        on
        leads.lead_key = feedback.lead_key
        and feedback.feedback_type = 'lead_quality'
        and cast(leads.mql_at as date) <= feedback.feedback_date
    where leads.mql_at is not null
    group by leads.lead_key, leads.mql_at, is_accepted

),

facts as (

    select
        cast(date_trunc('month', mql_at) as date) as month_start_date,
        count(*) as mqls,
        count(*) filter (where is_accepted) as sals,
        count(*) filter (where feedbacks > 0) as mqls_with_feedback

    from mqls
    group by cast(date_trunc('month', mql_at) as date)

),

kinds as (

    select distinct cut_kind
    from {{ ref('joint__lead_quality') }}

),

cuts as (

    select
        month_start_date,
        cut_kind,
        sum(mqls) as mqls,
        sum(sals) as sals,
        sum(sals) + sum(rejected_mqls) + sum(open_mqls) as outcomes,
        sum(mqls_with_feedback) as mqls_with_feedback,
        sum(rejected_mqls) as rejected_mqls

    from {{ ref('joint__lead_quality') }}
    group by month_start_date, cut_kind

),

reasons as (

    select
        month_start_date,
        sum(rejected_mqls) as rejected_mqls

    from {{ ref('joint__rejection_reasons') }}
    group by month_start_date

),

said as (

    select
        cut_kind,
        sum(mqls_with_feedback) as mqls_with_feedback

    from {{ ref('joint__quality_after_feedback') }}
    group by cut_kind

),

totals as (

    select sum(mqls_with_feedback) as mqls_with_feedback
    from facts

)

select
    kinds.cut_kind,
    facts.month_start_date

from facts
cross join kinds
left join cuts
    on facts.month_start_date = cuts.month_start_date and kinds.cut_kind = cuts.cut_kind
left join reasons on facts.month_start_date = reasons.month_start_date
where
    facts.mqls is distinct from cuts.mqls
    or facts.mqls is distinct from cuts.outcomes
    or facts.sals is distinct from cuts.sals
    or facts.mqls_with_feedback is distinct from cuts.mqls_with_feedback
    or coalesce(reasons.rejected_mqls, 0) is distinct from cuts.rejected_mqls

union all

select
    said.cut_kind,
    null as month_start_date

from said
cross join totals
where said.mqls_with_feedback is distinct from totals.mqls_with_feedback
