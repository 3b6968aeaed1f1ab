select
    member_key || ':' || stage as account_stage_key,
    person_key,
    account_key,
    stage,
    stage_order,
    evidence,
    evidence_key,
    channel,
    reached_at,
    reached_date,
    is_imputed,
    has_moved_on,
    first_touched_at,
    first_channel,
    days_from_previous_stage

from {{ ref('int_funnel__stages_reached') }}
where audience = 'accounts'
