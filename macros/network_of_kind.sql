{#- The network that a publishing tool's kind of post or profile begins with: TWITTER_RETWEET is
    x. -#}
{% macro network_of_kind(kind) -%}
    case
        {%- for network in ['facebook', 'instagram', 'linkedin', 'pinterest', 'threads', 'tiktok', 'youtube'] %}
        when lower({{ kind }}) like '{{ network }}%' then '{{ network }}'
        {%- endfor %}
        when lower({{ kind }}) like 'twitter%' then 'x'
        else lower(regexp_extract({{ kind }}, '^[A-Za-z]+'))
    end
{%- endmacro %}
