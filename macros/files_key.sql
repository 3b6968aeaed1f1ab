{#- The key of an id in our own file format. An id with a colon (acme_crm:0065g) names a
    record of another system; any other id is the files' own. -#}
{% macro files_key(id) -%}
    case when {{ id }} like '%:%' then {{ id }} else 'files:' || {{ id }} end
{%- endmacro %}
