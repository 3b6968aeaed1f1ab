{#- Steps of a query that end in `returns`: credit by a column, as in credit_by, beside what was
    paid for it. The steps `credits` (rows of fct_attribution_months) and `costs` (rows of
    fct_campaign_costs) come before and both have the column. -#}
{% macro returns_by(member) -%}
{%- set keys = [
    'attribution_model', 'attribution_scope', 'goal_type', 'clock', 'month_start_date', member
] -%}
{%- set amounts = ['credit_amount', 'margin_amount', 'spend', 'campaign_cost', 'total_cost'] -%}
{{ credit_by(member) }},

paid as (

    select
        month_start_date,
        {{ member }},
        sum(spend) as spend,
        sum(campaign_cost) as campaign_cost,
        sum(total_cost) as total_cost

    from costs
    group by month_start_date, {{ member }}

),

clocks as (

    select 'touch' as clock
    union all
    select 'close' as clock

),

-- Every model answers for all the money that was paid, also for what earned nothing.
views as (

    select distinct
        attribution_model,
        attribution_scope,
        goal_type,
        clock
    from earned

    union

    select
        models.attribution_model,
        models.attribution_scope,
        'won' as goal_type,
        clocks.clock
    from {{ ref('attribution_models') }} as models
    cross join clocks

),

spent as (

    select
        views.*,
        paid.month_start_date,
        paid.{{ member }},
        paid.spend,
        paid.campaign_cost,
        paid.total_cost

    from views
    cross join paid

),

-- Leads are worth something, but nobody says what: they have no return.
values_of_goals as (

    select
        goal_type,
        max(abs(credit_amount)) > 0 as is_valued

    from earned
    group by goal_type

),

joined as (

    select
        {% for key in keys %}
            coalesce(earned.{{ key }}, spent.{{ key }}) as {{ key }},
        {% endfor %}
        cast(coalesce(earned.credited_goals, 0) as decimal(28, 18)) as credited_goals,
        {% for amount in amounts %}
            cast(coalesce({{ amount }}, 0) as decimal(18, 6)) as {{ amount }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from earned
    full join spent
        on
        {% for key in keys %}
            {% if not loop.first %}and {% endif %}earned.{{ key }} = spent.{{ key }}
        {% endfor %}

),

returns as (

    select
        joined.*,
        case
            when coalesce(values_of_goals.is_valued, true)
                then cast(joined.credit_amount as double)
                / nullif(cast(joined.spend as double), 0)
        end as roas,
        case
            when coalesce(values_of_goals.is_valued, true)
                then cast(joined.credit_amount - joined.total_cost as double)
                / nullif(cast(joined.total_cost as double), 0)
        end as roi_rate,
        case
            when coalesce(values_of_goals.is_valued, true)
                then cast(joined.margin_amount - joined.total_cost as double)
                / nullif(cast(joined.total_cost as double), 0)
        end as margin_roi_rate,
        cast(joined.spend as double) / nullif(cast(joined.credited_goals as double), 0)
            as cost_per_goal

    from joined
    left join values_of_goals on joined.goal_type = values_of_goals.goal_type

)
{%- endmacro %}
