{%- set cuts = {
    'any': "'(any)'",
    'author_team': 'author_team',
    'content_format': 'content_format',
    'content': 'content_title',
} -%}
{%- set shares = [
    'resolved_objections',
    'decided_objections',
    'other_resolved_objections',
    'other_decided_objections',
] -%}

with

objections as (

    select
        objection_key,
        opportunity_key,
        objection_type,
        raised_at,
        is_resolved

    from {{ ref('fct_objections') }}

),

types as (

    select
        objection_type,
        count(*) as objections,
        count(is_resolved) as all_decided_objections,
        count(*) filter (where is_resolved) as all_resolved_objections

    from objections
    group by objection_type

),

cut as (

    {% for kind, member in cuts.items() %}
        select
            '{{ kind }}' as cut_kind,
            {{ member }} as cut_value,
            opportunity_key,
            min(first_met_at) as first_met_at,
            max(last_met_at) as last_met_at

        from {{ ref('fct_deal_content') }}
        group by cut_kind, cut_value, opportunity_key
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

values_of_cuts as (

    select distinct
        cut_kind,
        cut_value

    from cut

),

covered as (

    select
        objections.objection_type,
        cut.cut_kind,
        cut.cut_value,
        count(*) as covered_objections,
        count(*) filter (where cut.last_met_at >= objections.raised_at) as answered_objections,
        count(objections.is_resolved) as decided_objections,
        count(*) filter (where objections.is_resolved) as resolved_objections

    from objections
    inner join cut on objections.opportunity_key = cut.opportunity_key
    group by objections.objection_type, cut.cut_kind, cut.cut_value

),

-- A gap is a row, too: nothing of the kind was shown where the objection came up.
matrix as (

    select
        types.objection_type,
        values_of_cuts.cut_kind,
        values_of_cuts.cut_value,
        types.objections,
        coalesce(covered.covered_objections, 0) as covered_objections,
        coalesce(covered.answered_objections, 0) as answered_objections,
        coalesce(covered.decided_objections, 0) as decided_objections,
        coalesce(covered.resolved_objections, 0) as resolved_objections,
        types.all_decided_objections - coalesce(covered.decided_objections, 0)
            as other_decided_objections,
        types.all_resolved_objections - coalesce(covered.resolved_objections, 0)
            as other_resolved_objections

    from types
    cross join values_of_cuts
    left join covered
        on
        types.objection_type = covered.objection_type
        and values_of_cuts.cut_kind = covered.cut_kind
        and values_of_cuts.cut_value = covered.cut_value

),

rated as (

    select
        *,
        cast(covered_objections as double) / objections as content_coverage_rate,
        cast(answered_objections as double) / objections as content_answer_rate,
        cast(resolved_objections as double) / nullif(decided_objections, 0) as resolution_rate,
        cast(other_resolved_objections as double) / nullif(other_decided_objections, 0)
            as other_resolution_rate,
        cast(resolved_objections as double) / nullif(decided_objections, 0)
        - cast(other_resolved_objections as double) / nullif(other_decided_objections, 0)
            as resolution_lift,
        {{ newcombe_end(*shares, sign='-') }} as resolution_lift_from,
        {{ newcombe_end(*shares, sign='+') }} as resolution_lift_to

    from matrix

)

select * from rated
