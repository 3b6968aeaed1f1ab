{#- Days from one time to another, with their fraction; negative when the second comes first. -#}
{% macro fractional_days_between(first, second) -%}
    {{ dbt.datediff(first, second, 'microsecond') }} / 86400000000.0
{%- endmacro %}
