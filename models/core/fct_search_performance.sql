with

performance as (

    select * from {{ ref('int_search__reconciled_performance') }}

),

brand_terms as (

    select * from {{ ref('brand_terms') }}

),

branded_queries as (

    select distinct performance.query
    from performance
    inner join brand_terms
        on lower(performance.query) like '%' || lower(brand_terms.brand_term) || '%'

),

search_performance as (

    select
        -- keys
        concat_ws(
            '|',
            cast(performance.performance_date as varchar),
            performance.source_system,
            performance.site,
            performance.search_type,
            performance.report_level,
            performance.country,
            performance.device_category,
            -- so that the bar between page and query is the only one before the query
            replace(performance.page_url, '|', '%7C'),
            performance.query
        ) as search_performance_key,
        performance.performance_date,
        performance.source_system,
        performance.site,

        -- attributes
        performance.search_type,
        performance.report_level,
        nullif(performance.query, '(not set)') as query,
        nullif(performance.page_url, '(not set)') as page_url,
        nullif(performance.country, '(not set)') as country,
        nullif(performance.device_category, '(not set)') as device_category,

        -- flags
        case
            when performance.query != '(not set)' then branded_queries.query is not null
        end as is_branded,
        performance.is_remainder,

        -- measures
        performance.impressions,
        performance.clicks,
        performance.position_sum,
        case
            when not performance.is_remainder
                then cast(performance.position_sum as double) / nullif(performance.impressions, 0)
        end as average_position

    from performance
    left join branded_queries on performance.query = branded_queries.query

)

select * from search_performance
