{#- A share of an amount, rounded. By way of double: multiplying decimals this wide takes a hundred
    times as long, and what rounding does is set right where shares have to add up. -#}
{% macro share_of(amount, weight) -%}
    cast(cast({{ amount }} as double) * cast({{ weight }} as double) as decimal(18, 6))
{%- endmacro %}
