-- In a cohort no stage has more than the one before, what enters a stage leaves it one way, and
-- what is seen in each stage is what the tables of marketing and sales have.
{{ config(group='joint') }}

with

cohorts as (

    select
        *,
        coalesce(
            lead(entered) over stages,
            case when joint_stage = 'expansion' then 0 end
        ) as next_entered,
        lead(entered_amount) over stages as next_entered_amount

    from {{ ref('joint__funnel') }}
    where funnel_view = 'cohort'
    window stages as (partition by unit, month_start_date order by stage_order)

),

broken as (

    select
        unit || ' after ' || joint_stage as what,
        entered as expected,
        next_entered as found

    from cohorts
    where
        next_entered is null
        or next_entered > entered
        or next_entered != reached_next
        or next_entered_amount != reached_next_amount
        or entered != reached_next + dropped + still_in
        or entered_amount != reached_next_amount + dropped_amount + still_in_amount
        or cohort_size < entered
        or skipped > imputed
        or imputed > entered

),

seen as (

    select
        unit,
        funnel_view,
        joint_stage,
        sum(entered) as entered,
        sum(entered - skipped) as members,
        sum(entered_amount) as amount

    from {{ ref('joint__funnel') }}
    group by unit, funnel_view, joint_stage

),

leads as (

    select leads.*

    from {{ ref('fct_leads') }} as leads
    left join {{ ref('dim_people') }} as people on leads.person_key = people.person_key
    where not coalesce(people.is_internal, false)

),

facts as (

    select
        'people' as unit,
        stage as joint_stage,
        count(distinct person_key) as members

    from {{ ref('fct_person_stages') }}
    where not is_imputed
    group by stage

    union all

    select
        'accounts' as unit,
        stage as joint_stage,
        count(distinct account_key) as members

    from {{ ref('fct_account_stages') }}
    where not is_imputed
    group by stage

    {% for stage, at in [
        ('lead', 'created_at'), ('mql', 'mql_at'), ('sal', 'sal_at'), ('sql', 'sql_at'),
    ] %}
        union all

        select
            'people' as unit,
            '{{ stage }}' as joint_stage,
            count(distinct person_key) as members

        from leads
        where {{ at }} is not null
    {% endfor %}

    union all

    select
        'deals' as unit,
        'opportunity' as joint_stage,
        count(*) as members

    from {{ ref('fct_opportunities') }}

    union all

    select
        'deals' as unit,
        goal_type as joint_stage,
        count(*) as members

    from {{ ref('fct_goals') }}
    where goal_type = 'expansion'
    group by goal_type

),

miscounted as (

    select
        facts.unit || ' in ' || facts.joint_stage as what,
        facts.members as expected,
        seen.members as found

    from facts
    left join seen on facts.unit = seen.unit and facts.joint_stage = seen.joint_stage
    where facts.members > 0 and (seen.members is null or seen.members != facts.members)

),

won as (

    select
        count(*) as deals,
        coalesce(sum(reporting_amount), 0) as amount,
        count(distinct case when opportunity_type = 'new_business' then account_key end)
            as new_customers

    from {{ ref('fct_opportunities') }}
    where is_won

),

not_won as (

    select
        'won deals by ' || seen.funnel_view as what,
        won.amount as expected,
        seen.amount as found

    from won
    inner join seen on seen.unit = 'deals' and seen.joint_stage = 'won'
    where won.deals != seen.entered or won.amount != seen.amount

    union all

    select
        'new customers by ' || seen.funnel_view as what,
        won.new_customers as expected,
        seen.members as found

    from won
    inner join seen on seen.unit = 'accounts' and seen.joint_stage = 'won'
    where won.new_customers > seen.members

)

select * from broken
union all
select * from miscounted
union all
select * from not_won
