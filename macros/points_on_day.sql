{#- What points are worth on a day: halved with every half life since they were earned; without a
    half life what they were. Rounded piece by piece, so that sums are the same in any order. -#}
{% macro points_on_day(points, half_life_days, shown_date, day) -%}
    cast(
        {{ points }} * power(
            0.5,
            coalesce({{ days_between(shown_date, day) }} / cast({{ half_life_days }} as double), 0)
        ) as decimal(18, 4)
    )
{%- endmacro %}
