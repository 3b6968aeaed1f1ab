{#- One end of Newcombe's 95 % interval of part / whole less other_part / other_whole, by '-' or '+':
    it is made of Wilson's intervals of the two shares. Null where either is of nothing. -#}
{% macro newcombe_end(part, whole, other_part, other_whole, sign, digits=6) -%}
    {%- set against = '+' if sign == '-' else '-' -%}
    {%- set rate = 'cast(' ~ part ~ ' as double) / nullif(' ~ whole ~ ', 0)' -%}
    {%- set other_rate = 'cast(' ~ other_part ~ ' as double) / nullif(' ~ other_whole ~ ', 0)' -%}
    round(
        {{ rate }} - {{ other_rate }} {{ sign }} sqrt(
            power({{ rate }} - {{ wilson_end(part, whole, sign, digits + 3) }}, 2)
            + power({{ other_rate }} - {{ wilson_end(other_part, other_whole, against, digits + 3) }}, 2)
        ),
        {{ digits }}
    )
{%- endmacro %}
