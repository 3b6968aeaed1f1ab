{#- Schemas are named as the project names them, without the target's schema in front:
    readers know `core.fct_opportunities`, whoever built it. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
