{#- The moment in UTC at which the clocks of a time zone show a time, summer time included. -#}
{% macro utc_time(local, zone) -%}
    {{ adapter.dispatch('utc_time')(local, zone) }}
{%- endmacro %}
