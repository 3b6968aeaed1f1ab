-- Deals with a piece of content are those of marketing's page on it; deals with a cut and those
-- without are all decided deals of the kind, and objections all of their type.
{{ config(group='joint') }}

with

facts as (

    select
        opportunity_type,
        count(*) filter (where is_won or is_lost) as decided_opportunities,
        count(*) filter (where is_won) as won_opportunities

    from {{ ref('fct_opportunities') }}
    group by opportunity_type

),

pieces as (

    select
        content_key,
        count(*) as opportunities

    from {{ ref('fct_deal_content') }}
    group by content_key

),

objections as (

    select
        objection_type,
        count(*) as objections,
        count(is_resolved) as decided_objections

    from {{ ref('fct_objections') }}
    group by objection_type

)

select 'deals without are the rest' as what
from {{ ref('joint__content_in_deals') }} as marts
inner join facts on marts.opportunity_type = facts.opportunity_type
where
    marts.decided_opportunities + marts.other_decided_opportunities
    != facts.decided_opportunities
    or marts.won_opportunities + marts.other_won_opportunities != facts.won_opportunities

union all

select 'deals of a piece' as what
from {{ ref('marketing__content_performance') }} as performance
left join pieces on performance.content_key = pieces.content_key
where coalesce(pieces.opportunities, 0) != performance.opportunities_touched

union all

select 'objections' as what
from {{ ref('joint__objections_answered') }} as marts
inner join objections on marts.objection_type = objections.objection_type
where
    marts.objections != objections.objections
    or marts.decided_objections + marts.other_decided_objections
    != objections.decided_objections
