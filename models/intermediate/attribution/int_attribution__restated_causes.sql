-- Why the weights of a goal moved, by one model: the first of these that holds, the rarest and
-- farthest reaching first. Without a cause of its own, a model that learns from all journeys has
-- learned something else from others.
with

evidence as (

    select * from {{ ref('int_attribution__restated_evidence') }}

),

causes as (

    select
        month_start_date,
        goal_type,
        goal_key,
        attribution_model,
        attribution_scope,
        case
            when count(*) filter (where is_by_rule) > 0 then 'rule_change'
            when count(*) filter (where is_by_identity) > 0 then 'identity_merge'
            when count(*) filter (where is_late) > 0 then 'late_touch'
            when count(*) filter (where is_gone) > 0 then 'deletion'
            when count(*) filter (where is_of_another_channel) > 0 then 'record_change'
            when min(kind) in ('markov', 'shapley_rate') then 'relearned'
            else 'record_change'
        end as cause

    from evidence
    group by month_start_date, goal_type, goal_key, attribution_model, attribution_scope

)

select * from causes
