{% macro spark__lot(text, round) -%}
    xxhash64({{ text }} || '{{ round }}')
{%- endmacro %}
