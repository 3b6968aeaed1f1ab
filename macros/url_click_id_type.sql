{#- Kind of ad click id in the query of an address. Where there are several, the first of this
    list counts: fbclid is last because it proves no ad. -#}
{% macro url_click_id_type(url) -%}
    case
        when {{ url }} not like '%?%' then null
        {%- for name in [
            'gclid', 'gbraid', 'wbraid', 'dclid', 'msclkid', 'li_fat_id', 'ttclid', 'fbclid'
        ] %}
        when {{ url }} like '%?{{ name }}=%' or {{ url }} like '%&{{ name }}=%' then '{{ name }}'
        {%- endfor %}
    end
{%- endmacro %}
