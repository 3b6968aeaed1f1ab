-- Visits of people are counted on one page each; a lead or form of somebody who was here in the
-- month before is counted on one page, any other on none.
{{ config(group='marketing') }}

with

visits as (

    select * from {{ ref('fct_sessions') }}
    where has_consent and is_counted

),

visit_facts as (

    select
        count(*) as sessions,
        count(*) filter (where is_engaged) as engaged_sessions,
        count(*) filter (where is_new_visitor) as new_visitors,
        coalesce(sum(purchases), 0) as purchases,
        coalesce(sum(purchase_revenue), 0) as purchase_revenue

    from visits

),

lead_facts as (

    select count(*) as leads
    from {{ ref('fct_leads') }} as leads
    where exists (
            select 1
            from visits
            where
                visits.person_key = leads.person_key
                and leads.created_at between visits.started_at and visits.started_at
                + interval 30 day
        )

),

form_facts as (

    select count(*) as forms
    from {{ ref('fct_touchpoints') }} as touches
    where
        touches.touch_type in (
            'web_form', 'content_download', 'event_registration', 'demo_request'
        )
        and exists (
            select 1
            from visits
            where
                visits.person_key = touches.person_key
                and touches.touched_at
                between visits.started_at and visits.started_at + interval 30 day
        )

),

marts as (

    select
        coalesce(sum(sessions), 0) as sessions,
        coalesce(sum(engaged_sessions), 0) as engaged_sessions,
        coalesce(sum(new_visitors), 0) as new_visitors,
        coalesce(sum(forms), 0) as forms,
        coalesce(sum(leads), 0) as leads,
        coalesce(sum(purchases), 0) as purchases,
        coalesce(sum(purchase_revenue), 0) as purchase_revenue

    from {{ ref('marketing__landing_pages') }}

)

select marts.*
from marts
cross join visit_facts
cross join lead_facts
cross join form_facts
where
    marts.sessions != visit_facts.sessions
    or marts.engaged_sessions != visit_facts.engaged_sessions
    or marts.new_visitors != visit_facts.new_visitors
    or marts.purchases != visit_facts.purchases
    or marts.purchase_revenue != visit_facts.purchase_revenue
    or marts.leads != lead_facts.leads
    or marts.forms != form_facts.forms
