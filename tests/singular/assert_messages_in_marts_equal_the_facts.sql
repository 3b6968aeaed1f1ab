-- In each kind of segment, no visit, lead or deal is lost for want of a message or a company.
{{ config(group='marketing') }}

with

facts as (

    select
        'sessions' as measure,
        count(*) as fact

    from {{ ref('fct_sessions') }}
    where has_consent and is_counted

    union all

    select
        'leads' as measure,
        count(*) as fact

    from {{ ref('fct_leads') }}

    union all

    select
        'mqls' as measure,
        count(mql_at) as fact

    from {{ ref('fct_leads') }}

    union all

    select
        'opportunities' as measure,
        count(created_at) as fact

    from {{ ref('fct_opportunities') }}

    union all

    select
        'decided_deals' as measure,
        count(closed_at) as fact

    from {{ ref('fct_opportunities') }}
    where (is_won or is_lost) and coalesce(reporting_amount >= 0, true)

    union all

    select
        'won_amount' as measure,
        coalesce(sum(reporting_amount), 0) as fact

    from {{ ref('fct_opportunities') }}
    where is_won and closed_at is not null

),

kinds as (

    select distinct segment_kind from {{ ref('marketing__messages') }}

),

marts as (

    {% for measure in [
        'sessions', 'leads', 'mqls', 'opportunities', 'decided_deals', 'won_amount'
    ] %}
        select
            '{{ measure }}' as measure,
            segment_kind,
            sum({{ measure }}) as mart

        from {{ ref('marketing__messages') }}
        group by segment_kind
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    facts.measure,
    kinds.segment_kind,
    facts.fact,
    marts.mart

from facts
cross join kinds
full join marts
    on
    facts.measure = marts.measure
    and kinds.segment_kind = marts.segment_kind
where facts.fact is distinct from marts.mart
