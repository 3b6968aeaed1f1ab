{% macro spark__utc_time(local, zone) -%}
    to_utc_timestamp({{ local }}, {{ zone }})
{%- endmacro %}
