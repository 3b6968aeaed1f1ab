with

content as (

    select * from {{ ref('dim_content') }}

),

content_uses as (

    select
        *,
        coalesce(content_key, '(not set)') as used_content_key
    from {{ ref('fct_content_uses') }}

),

items as (

    select content_key from content
    union
    select used_content_key as content_key from content_uses

),

-- As fct_touchpoints finds them: a path without a website is on every site, and of two items on
-- one page the visit is that of the first.
pages as (

    select
        page_path,
        coalesce(page_host, '(any)') as page_host,
        min(content_key) as content_key

    from content
    where page_path is not null
    group by page_path, coalesce(page_host, '(any)')

),

visits as (

    select
        coalesce(own_pages.content_key, any_pages.content_key) as content_key,
        count(*) as visits,
        count(*) filter (where sessions.is_engaged) as engaged_visits

    from {{ ref('fct_sessions') }} as sessions
    left join pages as own_pages
        on sessions.landing_page = own_pages.page_path and sessions.hostname = own_pages.page_host
    left join pages as any_pages
        on sessions.landing_page = any_pages.page_path and any_pages.page_host = '(any)'
    where
        sessions.has_consent
        and sessions.is_counted
        and coalesce(own_pages.content_key, any_pages.content_key) is not null
    group by coalesce(own_pages.content_key, any_pages.content_key)

),

uses as (

    select
        used_content_key as content_key,
        count(*) as uses,
        count(*) filter (where used_by = 'sales') as uses_by_sales,
        count(*) filter (where used_by = 'marketing') as uses_by_marketing

    from content_uses
    group by used_content_key

),

encounters as (

    select
        content_key,
        person_key,
        opportunity_key,
        touched_at as met_at
    from {{ ref('fct_touchpoints') }}
    where content_key is not null and is_creditable

    union all

    select
        used_content_key as content_key,
        person_key,
        opportunity_key,
        used_at as met_at
    from content_uses

),

readers as (

    select
        encounters.content_key,
        count(distinct encounters.person_key) as people_touched,
        count(distinct leads.lead_key) as leads_touched

    from encounters
    left join {{ ref('fct_leads') }} as leads on encounters.person_key = leads.person_key
    group by encounters.content_key

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

-- Once per item and deal, however often its people met it.
touched_deals as (

    select
        encounters.content_key,
        encounters.opportunity_key
    from encounters
    where encounters.opportunity_key is not null

    union

    select
        encounters.content_key,
        opportunities.opportunity_key
    from encounters
    inner join {{ ref('bridge_opportunity_people') }} as contacts
        on encounters.person_key = contacts.person_key
    inner join opportunities on contacts.opportunity_key = opportunities.opportunity_key
    left join {{ ref('goal_types') }} as goal_types
        on goal_types.goal_type = 'opportunity_created'
    where
        (opportunities.closed_at is null or encounters.met_at <= opportunities.closed_at)
        and (
            goal_types.lookback_days is null
            or {{ days_between('encounters.met_at', 'opportunities.created_at') }}
            <= goal_types.lookback_days
        )

),

deals as (

    select
        touched_deals.content_key,
        count(*) as opportunities_touched,
        count(*) filter (where opportunities.is_won or opportunities.is_lost)
            as decided_opportunities,
        count(*) filter (where opportunities.is_won) as won_opportunities,
        sum(opportunities.reporting_amount) as touched_amount,
        sum(opportunities.reporting_amount) filter (where not opportunities.is_closed)
            as pipeline_amount,
        sum(opportunities.reporting_amount) filter (where opportunities.is_won) as won_amount

    from touched_deals
    inner join opportunities on touched_deals.opportunity_key = opportunities.opportunity_key
    group by touched_deals.content_key

),

measured as (

    select
        items.content_key,
        coalesce(content.title, '(not set)') as title,
        coalesce(content.content_format, '(not set)') as content_format,
        coalesce(content.topic, '(not set)') as topic,
        coalesce(content.funnel_stage, '(not set)') as funnel_stage,
        coalesce(content.author_team, '(not set)') as author_team,
        content.published_date,
        content.content_key is not null as is_listed,
        content.page_path is not null as has_page,
        coalesce(visits.visits, 0) as visits,
        coalesce(visits.engaged_visits, 0) as engaged_visits,
        coalesce(uses.uses, 0) as uses,
        coalesce(uses.uses_by_sales, 0) as uses_by_sales,
        coalesce(uses.uses_by_marketing, 0) as uses_by_marketing,
        coalesce(readers.people_touched, 0) as people_touched,
        coalesce(readers.leads_touched, 0) as leads_touched,
        coalesce(deals.opportunities_touched, 0) as opportunities_touched,
        coalesce(deals.decided_opportunities, 0) as decided_opportunities,
        coalesce(deals.won_opportunities, 0) as won_opportunities,
        cast(coalesce(deals.touched_amount, 0) as decimal(18, 2)) as touched_amount,
        cast(coalesce(deals.pipeline_amount, 0) as decimal(18, 2)) as pipeline_amount,
        cast(coalesce(deals.won_amount, 0) as decimal(18, 2)) as won_amount

    from items
    left join content on items.content_key = content.content_key
    left join visits on items.content_key = visits.content_key
    left join uses on items.content_key = uses.content_key
    left join readers on items.content_key = readers.content_key
    left join deals on items.content_key = deals.content_key

),

rated as (

    select
        *,
        cast(engaged_visits as double) / nullif(visits, 0) as engaged_visit_rate,
        cast(won_opportunities as double) / nullif(decided_opportunities, 0) as win_rate

    from measured

)

select * from rated
