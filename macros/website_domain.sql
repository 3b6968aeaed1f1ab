{#- acme.example out of https://www.Acme.example/about -#}
{% macro website_domain(website) -%}
    nullif(
        split_part(
            replace(
                replace(replace(lower(trim({{ website }})), 'https://', ''), 'http://', ''),
                'www.', ''
            ),
            '/', 1
        ),
        ''
    )
{%- endmacro %}
