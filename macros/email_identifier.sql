{#- An address as an identifier of a person: spelt one way, and null when there is none. -#}
{% macro email_identifier(email) -%}
    'email:' || nullif(lower(trim({{ email }})), '')
{%- endmacro %}
