{#- The value of a key in a list of keys and values, each kept in the member of its type: value_type
    is string, int, or number for whichever numeric member is filled. -#}
{% macro keyed_value(pairs, key, value_type='string') -%}
    {%- set value -%}
        list_filter({{ pairs }}, lambda pair: pair['key'] = '{{ key }}')[1]['value']
    {%- endset -%}
    {%- if value_type == 'number' -%}
        coalesce({{ value }}['double_value'], {{ value }}['float_value'], {{ value }}['int_value'])
    {%- else -%}
        {{ value }}['{{ value_type }}_value']
    {%- endif -%}
{%- endmacro %}
