{#- What stands after the @, in lower case; null for anything that is not an address. -#}
{% macro email_domain(email) -%}
    nullif(lower(trim(split_part({{ email }}, '@', 2))), '')
{%- endmacro %}
