{#- A model that yields links, identifier and other_identifier, and becomes a table of one row per
    linked identifier with the first identifier of all that hang together with it. -#}
{% materialization connected_components, default %}

    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set grants = config.get('grants') -%}

    {{ run_hooks(pre_hooks) }}

    {%- do connected_components(model.name, sql) -%}
    {%- set members -%}
        select
            identifier,
            min(identifier) over (partition by component) as first_identifier
        from {{ model.name }}__members
    {%- endset -%}

    {{ drop_relation_if_exists(existing) }}
    {% call statement('main') -%}
        {{ create_table_as(False, target, members) }}
    {%- endcall %}

    {{ run_hooks(post_hooks) }}
    {%- do apply_grants(target, grants, should_revoke=should_revoke(existing, full_refresh_mode=True)) -%}
    {%- do persist_docs(target, model) -%}
    {{ adapter.commit() }}

    {{ return({'relations': [target]}) }}

{% endmaterialization %}
