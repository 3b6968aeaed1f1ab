{#- The last moment of a date: what a bare date means where a time is needed. -#}
{% macro end_of_day(date) -%}
    cast({{ date }} as timestamp) + interval '86399.999999' second
{%- endmacro %}
