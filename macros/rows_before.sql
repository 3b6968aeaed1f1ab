{#- The rows that an append-only table of core has in the generation before, in its columns of today.

    None without a generation before, or with one of a version that had no such table; a column
    that it had not is null, or leaves none with `if_whole`. -#}
{% macro rows_before(table, if_whole=false) -%}
    {%- set columns = graph.nodes['model.' ~ project_name ~ '.' ~ table].columns if execute else {} -%}
    {%- set before = adapter.get_relation('previous', 'core', table) if execute -%}
    {%- set found = adapter.get_columns_in_relation(before) | map(attribute='name') | list if before else [] -%}
    {%- if if_whole and columns.keys() | reject('in', found) | list %}{% set before = none %}{% endif %}
    select
    {%- for column in columns.values() %}
        cast({{ column.name if before and column.name in found else 'null' }} as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
    {%- endfor %}
    {%- if before %}
    from {{ before }}
    {%- else %}
    where 1 = 0
    {%- endif %}
{%- endmacro %}
