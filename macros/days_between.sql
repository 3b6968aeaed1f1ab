{#- Whole days from one date or time to another; negative when the second comes first. -#}
{% macro days_between(first, second) -%}
    cast(
        {{ dbt.datediff('cast(' ~ first ~ ' as date)', 'cast(' ~ second ~ ' as date)', 'day') }}
        as integer
    )
{%- endmacro %}
