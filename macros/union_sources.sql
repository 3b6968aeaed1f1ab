{#- Stack stg_<system>__<entity> for every system listed in var(domain).

    The columns are those of the calling model's contract, so a staging model that
    lacks one fails to build, and what it has beyond them is left out. A domain without
    systems gives the same columns and no rows. -#}
{% macro union_sources(domain, entity) -%}
    {%- for source_system in var(domain) %}
    select
        '{{ source_system }}' as source_system
        {%- for column in model.columns if column != 'source_system' %},
        {{ source_system }}.{{ column }}
        {%- endfor %}

    from {{ ref('stg_' ~ source_system ~ '__' ~ entity) }} as {{ source_system }}
    {%- if not loop.last %}

    union all
{% endif %}
    {%- else %}
    select
        {%- for column in model.columns.values() %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}

    where 1 = 0
    {%- endfor %}
{%- endmacro %}
