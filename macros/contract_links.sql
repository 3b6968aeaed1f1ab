{#- One round of connected_components: who represents whom, and the links that are left. -#}
{% macro contract_links(name, round) -%}
    {%- set links = name ~ '__links_' ~ round -%}
    {%- set representatives -%}
        with

        neighbours as (
            {{ both_ways(links) }}
            union all
            select identifier, identifier as other_identifier from {{ links }}
            union all
            select other_identifier as identifier, other_identifier from {{ links }}
        )

        select
            identifier,
            min_by(other_identifier, {{ lot('other_identifier', round) }}) as representative
        from neighbours
        group by identifier
    {%- endset -%}
    {%- do work_table(name ~ '__representatives_' ~ round, representatives) -%}

    {%- set left_over -%}
        select distinct
            least(ours.representative, theirs.representative) as identifier,
            greatest(ours.representative, theirs.representative) as other_identifier
        from {{ links }} as links
        inner join {{ name }}__representatives_{{ round }} as ours
            on links.identifier = ours.identifier
        inner join {{ name }}__representatives_{{ round }} as theirs
            on links.other_identifier = theirs.identifier
        where ours.representative != theirs.representative
    {%- endset -%}
    {%- do work_table(name ~ '__links_' ~ (round + 1), left_over) -%}
{%- endmacro %}
