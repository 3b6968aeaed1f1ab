-- Every deal and objection that names a competitor is there once, listed or not, every mention is
-- in the mart, and every answer to a survey is once in each kind of segment.
{{ config(group='marketing') }}

with

facts as (

    select
        'deals counted once' as measure,
        count(*) as fact

    from {{ ref('fct_opportunities') }}
    where competitor != '(not set)'

    union all

    select
        'objections counted once' as measure,
        count(*) as fact

    from {{ ref('fct_objections') }}
    where objection_type = 'competitor'

    union all

    select
        'mentions' as measure,
        count(mentioned_date) as fact

    from {{ ref('fct_competitor_mentions') }}
    where mention_kind != 'search'

    union all

    select
        'search impressions' as measure,
        sum(searches.impressions) as fact

    from {{ ref('fct_competitor_mentions') }} as mentions
    inner join {{ ref('fct_search_performance') }} as searches
        on mentions.record_key = searches.search_performance_key
    where mentions.mention_kind = 'search'

    union all

    select
        'decided deals' as measure,
        count(*) as fact

    from {{ ref('fct_competitor_mentions') }} as mentions
    inner join {{ ref('fct_opportunities') }} as opportunities
        on mentions.record_key = opportunities.opportunity_key
    where
        mentions.mention_kind = 'deal'
        and (opportunities.is_won or opportunities.is_lost)
        and opportunities.closed_at is not null
        and coalesce(opportunities.reporting_amount >= 0, true)

    union all

    select
        'answers' as measure,
        4 * count(response_date) as fact

    from {{ ref('fct_survey_responses') }}

),

found as (

    select
        case mention_kind
            when 'deal' then 'deals counted once'
            else 'objections counted once'
        end as measure,
        count(*) as mart

    from {{ ref('fct_competitor_mentions') }}
    where mention_kind in ('deal', 'objection') and competitor_number = 1
    group by mention_kind

    union all

    select
        'mentions' as measure,
        sum(deals_named + objections + survey_mentions + feedback_mentions) as mart

    from {{ ref('marketing__competitors') }}

    union all

    {% for measure in ['search_impressions', 'decided_deals'] %}
        select
            '{{ measure | replace("_", " ") }}' as measure,
            sum({{ measure }}) as mart

        from {{ ref('marketing__competitors') }}

        union all
    {% endfor %}

    select
        'answers' as measure,
        sum(answers) as mart

    from {{ ref('marketing__market_research') }}

)

select
    facts.measure,
    facts.fact,
    found.mart

from facts
left join found on facts.measure = found.measure
where coalesce(facts.fact, 0) != coalesce(found.mart, 0)
