{#- The part of an amount that falls on its days after `before` and up to `until`, of `days` days.
    Rounded at both ends and not in between, so parts that touch add up to the amount. -#}
{% macro spread_between(amount, before, until, days) -%}
    cast(
        coalesce(
            cast({{ amount }} * ({{ until }}) / {{ days }} as decimal(18, 2))
            - cast({{ amount }} * ({{ before }}) / {{ days }} as decimal(18, 2)),
            0
        ) as decimal(18, 2)
    )
{%- endmacro %}
