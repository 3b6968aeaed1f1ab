with

performance as (

    select * from {{ ref('int_search__search_performance') }}

),

sites as (

    select * from {{ ref('int_search__sites') }}

),

-- Exports repeat a combination, by appearance in the results or for no reason: its rows add up.
-- A mean position does not, so it is taken apart again.
by_row as (

    select
        performance.source_system,
        performance.site,
        performance.search_type,
        performance.performance_date,
        performance.report_level,
        coalesce(
            case when performance.report_level != 'site' then performance.page_url end, '(not set)'
        ) as page_url,
        coalesce(
            case when performance.report_level = 'page_query' then performance.query end,
            '(not set)'
        ) as query,
        coalesce(performance.country, '(not set)') as country,
        coalesce(performance.device_category, '(not set)') as device_category,

        cast(sum(performance.impressions) as bigint) as impressions,
        cast(sum(performance.clicks) as bigint) as clicks,
        cast(
            sum(cast(performance.average_position * performance.impressions as decimal(38, 6)))
            as decimal(38, 6)
        ) as position_sum

    from performance
    inner join sites
        on performance.source_system = sites.source_system
        and performance.site = sites.site
        and performance.search_type = sites.search_type
        and performance.performance_date = sites.performance_date
    where not sites.is_covered
    group by all

)

select * from by_row
