{#- A temporary view of Spark is a query; only a cached one has rows. -#}
{% macro spark__work_table(name, query) -%}
    {%- do run_query('drop view if exists ' ~ name) -%}
    {%- do run_query('cache table ' ~ name ~ ' as ' ~ query) -%}
{%- endmacro %}
