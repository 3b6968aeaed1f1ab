{#- What the clocks of a time zone show at a moment in UTC, summer time included. -#}
{% macro local_time(moment, zone) -%}
    {{ adapter.dispatch('local_time')(moment, zone) }}
{%- endmacro %}
