{#- Steps of a query that end in `earned`: the credit of the step `credits` (rows of
    fct_attribution_months) by one of its columns, on both clocks. -#}
{% macro credit_by(member) -%}
-- The same credit on two clocks: the month of the touch matures, the month of the close is cash.
clocked as (

    select
        *,
        'touch' as clock,
        touch_month_start_date as month_start_date
    from credits

    union all

    select
        *,
        'close' as clock,
        goal_month_start_date as month_start_date
    from credits

),

earned as (

    select
        attribution_model,
        attribution_scope,
        goal_type,
        clock,
        month_start_date,
        {{ member }},
        cast(sum(credited_goals) as decimal(28, 18)) as credited_goals,
        cast(sum(credit_amount) as decimal(18, 6)) as credit_amount,
        cast(sum(margin_amount) as decimal(18, 6)) as margin_amount

    from clocked
    group by
        attribution_model,
        attribution_scope,
        goal_type,
        clock,
        month_start_date,
        {{ member }}

)
{%- endmacro %}
