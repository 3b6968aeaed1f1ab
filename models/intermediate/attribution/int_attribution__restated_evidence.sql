-- What speaks for which cause, of each credit that moved: whether its rules are others, and whose
-- the touch was then and is now. A visit of nobody we knew was there; it did not arrive late.
with

moved as (

    select
        credits.*,
        goals.frozen_date,
        goals.is_of_another,
        -- a refund is credited as the deal was
        case credits.goal_type when 'refund' then 'won' else credits.goal_type end
            as rules_of_goal_type,
        models.kind,
        models.touches,
        scopes.people,
        credits.current_weight = 0 as is_lost,
        credits.reported_weight = 0 as is_new,
        count(*) over (
            partition by
                credits.month_start_date,
                credits.goal_type,
                credits.goal_key,
                credits.attribution_model,
                credits.attribution_scope,
                credits.touchpoint_key
        ) > 1 as is_of_another_channel

    from {{ ref('int_attribution__restated_credits') }} as credits
    inner join {{ ref('int_attribution__restated_goals') }} as goals
        on
        credits.month_start_date = goals.month_start_date
        and credits.goal_type = goals.goal_type
        and credits.goal_key = goals.goal_key
    left join {{ ref('attribution_models') }} as models
        on
        credits.attribution_model = models.attribution_model
        and credits.attribution_scope = models.attribution_scope
    left join {{ ref('attribution_scopes') }} as scopes
        on models.attribution_scope = scopes.attribution_scope
    where goals.goal_cause is null

),

asked as (

    select distinct
        touchpoint_key,
        frozen_date
    from moved

),

known_then as (

    select
        asked.touchpoint_key,
        asked.frozen_date,
        touches.person_key,
        touches.account_key

    from asked
    inner join {{ ref('fct_touchpoints_as_reported') }} as touches
        on
        asked.touchpoint_key = touches.touchpoint_key
        and asked.frozen_date >= touches.known_date
    qualify
        row_number() over (
            partition by asked.touchpoint_key, asked.frozen_date
            order by touches.known_date desc
        ) = 1

),

known_now as (

    select * from {{ ref('int_attribution__known_touches') }}

),

changed_rules as (

    select * from {{ ref('int_attribution__changed_rules') }}

),

-- Some seeds decide for the models that read them, whichever of their rows changed.
changed_seeds as (

    select
        frozen_date,
        count(*) filter (where rule_kind = 'weight_classes') > 0 as has_other_weight_classes,
        count(*) filter (where rule_kind = 'contact_roles') > 0 as has_other_roles,
        count(*) filter (where rule_kind = 'channels') > 0 as has_other_paid_channels,
        count(*) filter (where rule_kind in ('channel_rules', 'ad_channels', 'campaign_types')) > 0
            as has_other_channel_rules

    from changed_rules
    group by frozen_date

),

judged as (

    select
        moved.month_start_date,
        moved.goal_type,
        moved.goal_key,
        moved.attribution_model,
        moved.attribution_scope,
        moved.touchpoint_key,
        moved.channel,
        moved.kind,
        moved.is_of_another_channel,
        coalesce(
            of_model.rule_name is not null
            or of_goal.rule_name is not null
            or of_touch.rule_name is not null
            or (moved.kind = 'weighted' and changed_seeds.has_other_weight_classes)
            or (moved.people = 'buying_group' and changed_seeds.has_other_roles)
            or (moved.touches = 'paid' and changed_seeds.has_other_paid_channels)
            or (moved.is_of_another_channel and changed_seeds.has_other_channel_rules),
            false
        ) as is_by_rule,
        (moved.is_lost or moved.is_new)
        and (
            moved.is_of_another
            or (
                known_then.touchpoint_key is not null
                and known_now.touchpoint_key is not null
                and (
                    known_then.person_key is distinct from known_now.person_key
                    or known_then.account_key is distinct from known_now.account_key
                )
            )
        ) as is_by_identity,
        moved.is_new
        and moved.touchpoint_key != '(no touch)'
        and known_then.touchpoint_key is null as is_late,
        moved.is_lost
        and moved.touchpoint_key != '(no touch)'
        and known_now.touchpoint_key is null as is_gone

    from moved
    left join known_then
        on
        moved.touchpoint_key = known_then.touchpoint_key
        and moved.frozen_date = known_then.frozen_date
    left join known_now on moved.touchpoint_key = known_now.touchpoint_key
    left join changed_seeds on moved.frozen_date = changed_seeds.frozen_date
    left join changed_rules as of_model
        on
        moved.frozen_date = of_model.frozen_date
        and moved.attribution_model || ' ' || moved.attribution_scope = of_model.rule_name
        and of_model.rule_kind = 'attribution_models'
    left join changed_rules as of_goal
        on
        moved.frozen_date = of_goal.frozen_date
        and moved.rules_of_goal_type = of_goal.rule_name
        and of_goal.rule_kind = 'goal_types'
    left join changed_rules as of_touch
        on
        moved.frozen_date = of_touch.frozen_date
        and known_now.touch_type = of_touch.rule_name
        and of_touch.rule_kind = 'touch_types'

)

select * from judged
