-- What decides who gets how much, in words that can be compared: a change of them is told apart
-- from a change of what happened. Descriptions decide nothing.
with

models as (

    select
        models.*,
        scopes.people,
        scopes.side,
        case models.kind when 'shapley_rate' then {{ var('shapley_players') }} end as players

    from {{ ref('attribution_models') }} as models
    inner join {{ ref('attribution_scopes') }} as scopes
        on models.attribution_scope = scopes.attribution_scope

),

rules as (

    select
        'attribution_models' as rule_kind,
        attribution_model || ' ' || attribution_scope as rule_name,
        {{ text_of([
            'kind', 'touches', 'first_weight', 'lead_weight', 'opportunity_weight',
            'close_weight', 'last_weight', 'half_life_days', 'markov_order',
            'people', 'side', 'players',
        ]) }} as rule_text
    from models

    union all

    select
        'goal_types' as rule_kind,
        goal_type as rule_name,
        {{ text_of(['lookback_days']) }} as rule_text
    from {{ ref('goal_types') }}

    union all

    select
        'touch_types' as rule_kind,
        touch_type as rule_name,
        {{ text_of([
            'priority', 'side', 'channel', 'weight_class', 'counts_when',
            'is_creditable',
        ]) }} as rule_text
    from {{ ref('touch_types') }}

    union all

    select
        'weight_classes' as rule_kind,
        weight_class as rule_name,
        {{ text_of(['weight']) }} as rule_text
    from {{ ref('weight_classes') }}

    union all

    select
        'contact_roles' as rule_kind,
        role_name as rule_name,
        {{ text_of(['buying_role', 'role_weight']) }} as rule_text
    from {{ ref('contact_roles') }}

    union all

    select
        'channels' as rule_kind,
        channel as rule_name,
        {{ text_of(['side', 'is_paid']) }} as rule_text
    from {{ ref('channels') }}

    union all

    select
        'channel_rules' as rule_kind,
        rule_name,
        {{ text_of([
            'rule_order', 'channel', 'source_category', 'source_pattern',
            'medium_pattern', 'campaign_pattern', 'click_id_type',
        ]) }} as rule_text
    from {{ ref('channel_rules') }}

    union all

    select
        'ad_channels' as rule_kind,
        source_system || ' ' || campaign_type as rule_name,
        {{ text_of(['channel']) }} as rule_text
    from {{ ref('ad_channels') }}

    union all

    select
        'campaign_types' as rule_kind,
        source_type as rule_name,
        {{ text_of(['channel', 'touch_type']) }} as rule_text
    from {{ ref('campaign_types') }}

)

select * from rules
