-- No click is lost or counted twice: a site has on each day what its topmost report says, and a
-- wider property stands for those whose searches it holds.
{{ config(group='platform') }}

with

reported as (

    select * from {{ ref('int_search__search_performance') }}

),

counted as (

    select * from {{ ref('int_search__sites') }}
    where not is_covered

),

by_level as (

    select
        source_system,
        site,
        search_type,
        performance_date,
        coalesce(sum(clicks) filter (where report_level = 'site'), 0) as site_clicks,
        coalesce(sum(impressions) filter (where report_level = 'site'), 0) as site_impressions,
        coalesce(sum(clicks) filter (where report_level != 'site'), 0) as other_clicks,
        coalesce(sum(impressions) filter (where report_level != 'site'), 0) as other_impressions,
        bool_or(report_level = 'site') as has_site_report,
        bool_or(report_level = 'page') as has_page_report

    from reported
    group by all

),

-- Which page stands above which query is a question of rows, not of sums: days without a site
-- report and with one of pages are left to the unit tests.
expected as (

    select
        by_level.source_system,
        by_level.site,
        by_level.search_type,
        by_level.performance_date,
        case when by_level.has_site_report then by_level.site_clicks else by_level.other_clicks end
            as clicks,
        case
            when by_level.has_site_report then by_level.site_impressions
            else by_level.other_impressions
        end as impressions

    from by_level
    inner join counted
        on by_level.source_system = counted.source_system
        and by_level.site = counted.site
        and by_level.search_type = counted.search_type
        and by_level.performance_date = counted.performance_date
    where by_level.has_site_report or not by_level.has_page_report

),

facts as (

    select
        source_system,
        site,
        search_type,
        performance_date,
        coalesce(sum(clicks), 0) as clicks,
        coalesce(sum(impressions), 0) as impressions

    from {{ ref('fct_search_performance') }}
    group by all

)

select
    expected.source_system,
    expected.site,
    expected.search_type,
    expected.performance_date,
    expected.clicks as expected_clicks,
    facts.clicks as fact_clicks,
    expected.impressions as expected_impressions,
    facts.impressions as fact_impressions

from expected
left join facts
    on expected.source_system = facts.source_system
    and expected.site = facts.site
    and expected.search_type = facts.search_type
    and expected.performance_date = facts.performance_date
where
    expected.clicks is distinct from facts.clicks
    or expected.impressions is distinct from facts.impressions
