{#- One column per model of the seed attribution_models in the scope account. Columns of a table
    under contract are listed; test_joint_attribution.py says which model has none yet. -#}
{%- set attribution_models = [
    'first', 'last', 'last_non_direct', 'first_paid', 'last_paid', 'linear', 'position',
    'u_shaped_lead', 'u_shaped_adobe', 'w_shaped', 'full_path', 'j_shaped', 'inverse_j_shaped',
    'time_decay_7d', 'time_decay_30d', 'position_decay', 'effort', 'markov_1', 'markov_2',
    'shapley', 'shapley_rate'
] -%}

with

credits as (

    select * from {{ ref('fct_attribution_months') }}
    where attribution_scope = 'account'

),

costs as (

    select * from {{ ref('fct_campaign_costs') }}

),

{{ returns_by('channel') }},

wide as (

    select
        goal_type,
        clock,
        month_start_date,
        channel,
        {% for attribution_model in attribution_models %}
            cast(
                coalesce(
                    sum(credited_goals) filter (
                        where attribution_model = '{{ attribution_model }}'
                    ), 0
                ) as decimal(28, 18)
            ) as {{ attribution_model }}_goals,
            cast(
                coalesce(
                    sum(credit_amount) filter (
                        where attribution_model = '{{ attribution_model }}'
                    ), 0
                ) as decimal(18, 6)
            ) as {{ attribution_model }}_amount,
        {% endfor %}
        max(spend) as spend,
        max(campaign_cost) as campaign_cost,
        max(total_cost) as total_cost

    from returns
    where attribution_scope = 'account'
    group by goal_type, clock, month_start_date, channel

)

select * from wide
