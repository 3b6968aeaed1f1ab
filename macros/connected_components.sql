{#- Which identifiers hang together, over any number of links. Fills the work table
    <name>__members with identifier and component; `links` is a query that gives identifier and
    other_identifier.

    Leaves first: whoever has one neighbour goes where that one goes. Then, round by round, each
    identifier is represented by the first of itself and its neighbours, and links between
    representatives are the links of the next round, until none is left. Who is first is drawn anew
    each round: in a fixed order a chain may lose one link a round. Read backwards, the rounds say
    where everybody ended up; whatever was drawn, the components are the same. -#}
{% macro connected_components(name, links) -%}

    {%- set given -%}
        select distinct
            least(identifier, other_identifier) as identifier,
            greatest(identifier, other_identifier) as other_identifier
        from ({{ links }}) as links
        where identifier != other_identifier
    {%- endset -%}
    {%- do work_table(name ~ '__given', given) -%}

    {%- set leaves -%}
        with

        ends as (
            select identifier, min(other_identifier) as neighbour
            from ({{ both_ways(name ~ '__given') }}) as neighbours
            group by identifier
            having count(*) = 1
        )

        select ends.identifier, ends.neighbour
        from ends
        left join ends as opposite on ends.neighbour = opposite.identifier
        -- of two that have only each other, the second is the leaf
        where opposite.identifier is null or ends.identifier > ends.neighbour
    {%- endset -%}
    {%- do work_table(name ~ '__leaves', leaves) -%}

    {%- set links_1 -%}
        select given.identifier, given.other_identifier
        from {{ name }}__given as given
        left join {{ name }}__leaves as leaves on given.identifier = leaves.identifier
        left join {{ name }}__leaves as others on given.other_identifier = others.identifier
        where leaves.identifier is null and others.identifier is null
    {%- endset -%}
    {%- do work_table(name ~ '__links_1', links_1) -%}

    {#- Jinja has no `while`. Rounds follow the logarithm of the longest way: 2,000 links take
        about 15, and nothing that fits on a disk takes 60. -#}
    {%- set done = namespace(rounds=0, links=count_rows(name ~ '__links_1') | int) -%}
    {%- for round in range(1, 61) if done.links -%}
        {%- if done.links -%}
            {%- do contract_links(name, round) -%}
            {%- set done.rounds = round -%}
            {%- set done.links = count_rows(name ~ '__links_' ~ (round + 1)) | int -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if done.links -%}
        {%- do exceptions.raise_compiler_error(name ~ ': links are left after 60 rounds') -%}
    {%- endif -%}

    {%- set settled -%}
        select identifier, identifier as component from {{ name }}__links_1 where 1 = 0
    {%- endset -%}
    {%- do work_table(name ~ '__found_' ~ (done.rounds + 1), settled) -%}
    {%- for round in range(done.rounds, 0, -1) -%}
        {%- set found -%}
            select
                representatives.identifier,
                coalesce(found.component, representatives.representative) as component
            from {{ name }}__representatives_{{ round }} as representatives
            left join {{ name }}__found_{{ round + 1 }} as found
                on representatives.representative = found.identifier
        {%- endset -%}
        {%- do work_table(name ~ '__found_' ~ round, found) -%}
    {%- endfor -%}

    {%- set members -%}
        with

        leaves as (
            select
                leaves.identifier,
                leaves.neighbour,
                coalesce(found.component, leaves.neighbour) as component
            from {{ name }}__leaves as leaves
            left join {{ name }}__found_1 as found on leaves.neighbour = found.identifier
        )

        select identifier, component from {{ name }}__found_1
        union
        select identifier, component from leaves
        union
        select neighbour as identifier, component from leaves
    {%- endset -%}
    {%- do work_table(name ~ '__members', members) -%}

    {#- What is large and read no more is not kept until the session ends. -#}
    {%- for table in ['given', 'leaves'] -%}
        {%- do work_table(name ~ '__' ~ table, 'select 1 as nothing') -%}
    {%- endfor -%}
    {%- for round in range(1, done.rounds + 2) -%}
        {%- do work_table(name ~ '__links_' ~ round, 'select 1 as nothing') -%}
        {%- do work_table(name ~ '__found_' ~ round, 'select 1 as nothing') -%}
    {%- endfor -%}
    {%- for round in range(1, done.rounds + 1) -%}
        {%- do work_table(name ~ '__representatives_' ~ round, 'select 1 as nothing') -%}
    {%- endfor -%}

{%- endmacro %}
