{#- Passes when no two rows agree in all the columns named and none of them is null:
    the columns are the grain of the model. -#}
{% test unique_combination_of_columns(model, combination_of_columns) %}

select
    {{ combination_of_columns | join(', ') }},
    count(*) as copies

from {{ model }}
group by all
having
    count(*) > 1
    {%- for column in combination_of_columns %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
