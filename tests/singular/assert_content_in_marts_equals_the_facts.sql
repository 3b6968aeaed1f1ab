-- Every use counts for one piece, every visit of a page of content for one, and no piece has more
-- deals or money than there are.
{{ config(group='marketing') }}

with

uses as (

    select
        coalesce(content_uses.content_key, '(not set)') as content_key,
        count(*) as uses,
        count(distinct opportunities.opportunity_key) as opportunities

    from {{ ref('fct_content_uses') }} as content_uses
    left join {{ ref('fct_opportunities') }} as opportunities
        on content_uses.opportunity_key = opportunities.opportunity_key
    group by coalesce(content_uses.content_key, '(not set)')

),

visits as (

    select
        count(*) as visits,
        count(*) filter (where sessions.is_engaged) as engaged_visits

    from {{ ref('fct_sessions') }} as sessions
    where
        sessions.has_consent
        and sessions.is_counted
        and exists (
            select 1
            from {{ ref('dim_content') }} as content
            where
                content.page_path = sessions.landing_page
                and coalesce(content.page_host, sessions.hostname) = sessions.hostname
        )

),

all_deals as (

    select
        coalesce(sum(reporting_amount), 0) as amount,
        coalesce(sum(reporting_amount) filter (where is_won), 0) as won_amount,
        coalesce(sum(reporting_amount) filter (where not is_closed), 0) as pipeline_amount

    from {{ ref('fct_opportunities') }}
    where reporting_amount > 0

),

marts as (

    select
        *,
        sum(visits) over () as all_visits,
        sum(engaged_visits) over () as all_engaged_visits

    from {{ ref('marketing__content_performance') }}

)

select
    marts.content_key,
    uses.content_key as used_content_key

from marts
full outer join uses on marts.content_key = uses.content_key
cross join visits
cross join all_deals
where
    marts.content_key is null
    or marts.uses != coalesce(uses.uses, 0)
    or marts.opportunities_touched < coalesce(uses.opportunities, 0)
    or marts.touched_amount > all_deals.amount
    or marts.won_amount > all_deals.won_amount
    or marts.pipeline_amount > all_deals.pipeline_amount
    or marts.all_visits != visits.visits
    or marts.all_engaged_visits != visits.engaged_visits
