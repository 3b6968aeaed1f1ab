{#- One end of Wilson's 95 % interval of part / whole, by '-' or '+': it does not leave 0 to 1 and is
    honest about small numbers. Null of nothing. -#}
{% macro wilson_end(part, whole, sign, digits=9) -%}
    round(
        cast(
            (
                {{ part }} + 1.9208 {{ sign }} 1.96 * sqrt(
                    {{ part }} * ({{ whole }} - {{ part }})
                    / cast(nullif({{ whole }}, 0) as double)
                    + 0.9604
                )
            ) / (nullif({{ whole }}, 0) + 3.8416)
            as double
        ),
        {{ digits }}
    )
{%- endmacro %}
