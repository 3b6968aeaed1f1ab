{#- example.com out of https://www.Example.com:443/pricing?x=1; null without a host. -#}
{% macro url_host(url) -%}
    nullif(
        regexp_extract(lower({{ url }}), '^[a-z][a-z0-9+.-]*://(?:www\.)?([^/:?#]+)', 1), ''
    )
{%- endmacro %}
