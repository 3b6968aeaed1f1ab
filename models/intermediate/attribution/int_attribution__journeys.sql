-- The touches of a goal in their order, once for each way in which models look at them: whose
-- touches (the scope) and which of those (all, without direct visits, paid ones).
with

goal_touches as (

    select * from {{ ref('int_attribution__goal_touches') }}

),

goals as (

    select * from {{ ref('fct_goals') }}

),

scopes as (

    select * from {{ ref('attribution_scopes') }}

),

looks as (

    select distinct
        attribution_scope,
        touches

    from {{ ref('attribution_models') }}

),

in_scope as (

    select
        looks.attribution_scope,
        looks.touches,
        goal_touches.*,
        case when scopes.people = 'buying_group' then goal_touches.role_weight else 1 end
            as person_weight,
        case looks.touches
            when 'non_direct' then goal_touches.is_non_direct
            when 'paid' then goal_touches.is_paid
            else true
        end as is_wanted

    from goal_touches
    cross join looks
    inner join scopes on looks.attribution_scope = scopes.attribution_scope
    where
        (scopes.side is null or scopes.side = goal_touches.side)
        and case scopes.people
            when 'account' then goal_touches.is_of_the_company
            when 'primary_contact' then goal_touches.is_of_the_main_contact
            else goal_touches.is_of_a_contact
        end

),

-- Where no touch is wanted, every touch is better than none.
looked_at as (

    select *
    from in_scope
    qualify is_wanted or not bool_or(is_wanted) over (
        partition by goal_key, attribution_scope, touches
    )

),

numbered as (

    select
        *,
        row_number() over (
            partition by goal_key, attribution_scope, touches
            order by touched_at, touch_priority, touchpoint_key
        ) as touch_number

    from looked_at

),

-- A milestone is held by the last touch at or before it; 0 where none was there yet.
milestones as (

    select
        numbered.goal_key,
        numbered.attribution_scope,
        numbered.touches,
        count(*) as touch_count,
        count(*) filter (where numbered.touched_at <= goals.lead_at) as lead_touch_number,
        count(*) filter (where numbered.touched_at <= goals.opportunity_at)
            as opportunity_touch_number,
        count(*) filter (where numbered.touched_at <= goals.closed_at) as close_touch_number,
        min(numbered.days_before) as least_days_before

    from numbered
    inner join goals on numbered.goal_key = goals.goal_key
    group by numbered.goal_key, numbered.attribution_scope, numbered.touches

),

journeys as (

    select
        numbered.goal_key,
        numbered.goal_type,
        numbered.attribution_scope,
        numbered.touches,
        numbered.touchpoint_key,
        numbered.channel,
        numbered.weight_class,
        numbered.person_weight,
        numbered.touched_at,
        numbered.touch_number,
        milestones.touch_count,
        milestones.lead_touch_number,
        milestones.opportunity_touch_number,
        milestones.close_touch_number,
        numbered.days_before - milestones.least_days_before as days_before_last

    from numbered
    inner join milestones
        on
        numbered.goal_key = milestones.goal_key
        and numbered.attribution_scope = milestones.attribution_scope
        and numbered.touches = milestones.touches

)

select * from journeys
