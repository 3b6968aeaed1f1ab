{#- A number drawn for a text and a round: the same whenever it is asked for, another one in the
    next round. -#}
{% macro lot(text, round) -%}
    {{ adapter.dispatch('lot')(text, round) }}
{%- endmacro %}
