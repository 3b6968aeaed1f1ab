{% macro default__lot(text, round) -%}
    hash({{ text }} || '{{ round }}')
{%- endmacro %}
