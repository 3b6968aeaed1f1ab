{#- Every link once from each end. -#}
{% macro both_ways(links) -%}
    select identifier, other_identifier from {{ links }}
    union all
    select other_identifier as identifier, identifier as other_identifier from {{ links }}
{%- endmacro %}
