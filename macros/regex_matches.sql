{#- Whether a pattern is found anywhere in a text; engines name the function differently. -#}
{% macro regex_matches(text, pattern) -%}
    {{ adapter.dispatch('regex_matches')(text, pattern) }}
{%- endmacro %}
