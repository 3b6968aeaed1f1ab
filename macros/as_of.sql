{#- The day the numbers are for. Models ask this instead of the clock, so that the same input
    gives the same rows on any day. -#}
{% macro as_of() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro %}
