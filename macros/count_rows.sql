{#- How many rows a table has, as text. -#}
{% macro count_rows(table) -%}
    {{- run_query('select count(*) as n from ' ~ table).rows[0][0] -}}
{%- endmacro %}
