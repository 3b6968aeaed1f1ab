{#- The month of a day by which bridge_rep_periods finds it: the first of its month, and one month for
    all days before the calendar and one for all after it, so that none is left out. -#}
{% macro calendar_month(date) -%}
    case
        when {{ date }} < cast('{{ var("calendar_start") }}' as date) then cast('1900-01-01' as date)
        when {{ date }} < {{ dbt.dateadd('year', 2, as_of()) }}
            then cast(date_trunc('month', {{ date }}) as date)
        when {{ date }} is not null then cast('9999-12-01' as date)
    end
{%- endmacro %}
