{#- Columns as one text that differs when any of them does; a null is an empty word of it. -#}
{% macro text_of(columns) -%}
    concat_ws('|'{% for column in columns %}, coalesce(cast({{ column }} as varchar), ''){% endfor %})
{%- endmacro %}
