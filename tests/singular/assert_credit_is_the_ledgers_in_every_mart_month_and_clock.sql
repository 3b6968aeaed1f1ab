-- Per model, scope, goal, clock and month, credit by channel, campaign, message, content and rep is
-- that of the ledger, and so is what is left of it: what has no campaign, content, rep or touch is
-- there. The cost beside it is all that was paid.
{{ config(group='joint') }}

{%- set marts = {
    'joint__attribution_by_channel': true,
    'joint__attribution_by_campaign': true,
    'joint__attribution_by_message': true,
    'joint__attribution_by_content': false,
    'joint__attribution_by_rep': false,
} %}

with

credits as (

    select
        ledger.attribution_model,
        ledger.attribution_scope,
        goals.goal_type,
        coalesce(touchpoints.touch_date, goals.reached_date) as touch_day,
        goals.reached_date as close_day,
        ledger.weight,
        ledger.credit_amount

    from {{ ref('fct_attribution') }} as ledger
    inner join {{ ref('fct_goals') }} as goals on ledger.goal_key = goals.goal_key
    left join {{ ref('fct_touchpoints') }} as touchpoints
        on ledger.touchpoint_key = touchpoints.touchpoint_key
    where goals.reached_at is not null

),

expected as (

    {% for clock in ['touch', 'close'] %}
        select
            attribution_model,
            attribution_scope,
            goal_type,
            '{{ clock }}' as clock,
            cast(date_trunc('month', {{ clock }}_day) as date) as month_start_date,
            sum(weight) as credited_goals,
            sum(credit_amount) as credit_amount

        from credits
        group by 1, 2, 3, 4, 5
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

margins as (

    select
        attribution_model,
        attribution_scope,
        goal_type,
        sum(margin_amount) as margin_amount

    from {{ ref('fct_attribution_months') }}
    group by 1, 2, 3

),

paid as (

    select
        month_start_date,
        sum(total_cost) as total_cost

    from {{ ref('fct_campaign_costs') }}
    group by 1

),

published as (

    {% for mart, has_costs in marts.items() %}
        select
            '{{ mart }}' as mart,
            attribution_model,
            attribution_scope,
            goal_type,
            clock,
            month_start_date,
            sum(credited_goals) as credited_goals,
            sum(credit_amount) as credit_amount,
            sum(margin_amount) as margin_amount,
            {% if has_costs %}sum(total_cost){% else %}null{% endif %} as total_cost

        from {{ ref(mart) }}
        group by 1, 2, 3, 4, 5, 6
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

marts as (

    select distinct mart from published

),

wanted as (

    select
        marts.mart,
        expected.*

    from marts
    cross join expected

),

published_margins as (

    select
        mart,
        attribution_model,
        attribution_scope,
        goal_type,
        clock,
        sum(margin_amount) as margin_amount

    from published
    group by 1, 2, 3, 4, 5

)

select
    coalesce(wanted.mart, published.mart) as mart,
    coalesce(wanted.attribution_model, published.attribution_model) as attribution_model,
    coalesce(wanted.goal_type, published.goal_type) as goal_type,
    coalesce(wanted.clock, published.clock) as clock,
    coalesce(wanted.month_start_date, published.month_start_date) as month_start_date,
    wanted.credit_amount as expected_amount,
    published.credit_amount as published_amount

from wanted
full join published
    on
    wanted.mart = published.mart
    and wanted.attribution_model = published.attribution_model
    and wanted.attribution_scope = published.attribution_scope
    and wanted.goal_type = published.goal_type
    and wanted.clock = published.clock
    and wanted.month_start_date = published.month_start_date
where
    coalesce(wanted.credit_amount, 0) != coalesce(published.credit_amount, 0)
    or coalesce(wanted.credited_goals, 0) != coalesce(published.credited_goals, 0)

union all

select
    published.mart,
    published.attribution_model,
    published.goal_type,
    published.clock,
    published.month_start_date,
    paid.total_cost as expected_amount,
    published.total_cost as published_amount

from published
left join paid on published.month_start_date = paid.month_start_date
where published.total_cost != coalesce(paid.total_cost, 0)

union all

select
    published_margins.mart,
    margins.attribution_model,
    margins.goal_type,
    published_margins.clock,
    null as month_start_date,
    margins.margin_amount as expected_amount,
    published_margins.margin_amount as published_amount

from margins
left join published_margins
    on
    margins.attribution_model = published_margins.attribution_model
    and margins.attribution_scope = published_margins.attribution_scope
    and margins.goal_type = published_margins.goal_type
where published_margins.margin_amount is distinct from margins.margin_amount
