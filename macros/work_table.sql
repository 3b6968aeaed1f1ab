{#- Rows that the session keeps until it ends, worked out now and not when they are read. -#}
{% macro work_table(name, query) -%}
    {%- do adapter.dispatch('work_table')(name, query) -%}
{%- endmacro %}
