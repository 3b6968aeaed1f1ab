-- What decides who gets how much, in words that can be compared: a change of them is told apart
-- from a change of what happened. Descriptions decide nothing.
{%- set seeds = {
    'goal_types': ['goal_type', ['lookback_days']],
    'touch_types': [
        'touch_type',
        ['priority', 'side', 'channel', 'weight_class', 'counts_when', 'is_creditable'],
    ],
    'weight_classes': ['weight_class', ['weight']],
    'contact_roles': ['role_name', ['buying_role', 'role_weight']],
    'channels': ['channel', ['side', 'is_paid']],
    'channel_rules': [
        'rule_name',
        [
            'rule_order', 'channel', 'source_category', 'source_pattern', 'medium_pattern',
            'campaign_pattern', 'click_id_type',
        ],
    ],
    'ad_channels': ["source_system || ' ' || campaign_type", ['channel']],
    'campaign_types': ['source_type', ['channel', 'touch_type']],
} %}
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
        concat_ws(
            '|'
            {%- for column in [
                'kind', 'touches', 'first_weight', 'lead_weight', 'opportunity_weight',
                'close_weight', 'last_weight', 'half_life_days', 'markov_order', 'people', 'side',
                'players',
            ] %},
            coalesce(cast({{ column }} as varchar), '')
            {%- endfor %}
        ) as rule

    from models
    {%- for seed, (name, columns) in seeds.items() %}

    union all

    select
        '{{ seed }}' as rule_kind,
        {{ name }} as rule_name,
        concat_ws(
            '|'
            {%- for column in columns %},
            coalesce(cast({{ column }} as varchar), '')
            {%- endfor %}
        ) as rule

    from {{ ref(seed) }}
    {%- endfor %}

)

select * from rules
