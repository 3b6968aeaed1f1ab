{#- A parameter of a GA4 event. BigQuery keeps each in the member of its type: value_type is
    string, int, or number for whichever numeric member is filled. -#}
{% macro ga4_param(name, value_type='string') -%}
    {%- set value -%}
        list_filter(event_params, lambda param: param['key'] = '{{ name }}')[1]['value']
    {%- endset -%}
    {%- if value_type == 'number' -%}
        coalesce({{ value }}['double_value'], {{ value }}['float_value'], {{ value }}['int_value'])
    {%- else -%}
        {{ value }}['{{ value_type }}_value']
    {%- endif -%}
{%- endmacro %}
