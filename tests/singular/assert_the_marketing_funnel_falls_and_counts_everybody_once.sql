-- Within a cohort no stage has more people or companies than the one before, whoever moved on is in
-- the next, and both views count each person and company of the facts once per stage.
{{ config(group='marketing') }}

with

funnel as (

    select * from {{ ref('marketing__funnel') }}

),

cohorts as (

    select
        *,
        lead(reached) over stages as next_reached

    from funnel
    where funnel_view = 'cohort'
    window
        stages as (
            partition by audience, month_start_date, channel
            order by stage_order
        )

),

rising as (

    select
        audience || ' of ' || channel || ' after ' || stage as what,
        moved_on as expected,
        next_reached as found

    from cohorts
    where
        next_reached > reached
        or next_reached != moved_on
        or cohort_size < reached
        or imputed > reached

),

facts as (

    select
        'people' as audience,
        stage,
        count(distinct person_key) as members

    from {{ ref('fct_person_stages') }}
    group by stage

    union all

    select
        'accounts' as audience,
        stage,
        count(distinct account_key) as members

    from {{ ref('fct_account_stages') }}
    group by stage

),

views as (

    select
        audience,
        funnel_view,
        stage,
        sum(reached) as reached

    from funnel
    group by audience, funnel_view, stage

),

miscounted as (

    select
        facts.audience || ' in ' || facts.stage || ' by ' || views.funnel_view as what,
        facts.members as expected,
        views.reached as found

    from facts
    left join views on facts.audience = views.audience and facts.stage = views.stage
    where views.reached is null or views.reached != facts.members

),

-- Neither visits of bots nor colleagues, and nobody before the first touch there is a sign of.
strangers as (

    select
        person_stages.person_key as what,
        0 as expected,
        1 as found

    from {{ ref('fct_person_stages') }} as person_stages
    left join {{ ref('dim_people') }} as people on person_stages.person_key = people.person_key
    left join {{ ref('fct_touchpoints') }} as touchpoints
        on person_stages.evidence_key = touchpoints.touchpoint_key
    where
        coalesce(people.is_internal, false)
        or person_stages.is_named != (people.person_key is not null)
        or not coalesce(touchpoints.is_creditable, true)

)

select * from rising
union all
select * from miscounted
union all
select * from strangers
