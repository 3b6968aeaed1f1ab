{#- /pricing out of https://www.example.com/pricing?x=1#y: queries may hold personal data. -#}
{% macro url_path(url) -%}
    case
        when {{ url }} is null then null
        else
            coalesce(
                nullif(
                    regexp_extract({{ url }}, '^(?:[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)?([^?#]*)', 1),
                    ''
                ),
                '/'
            )
    end
{%- endmacro %}
