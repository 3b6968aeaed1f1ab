-- Queries that few people asked are in no row of a report by query, and reports are cut at their
-- longest, so rows by query add up to less than their page. Pages add up to another sum than the
-- site, which counts a search once however many of its pages were listed. Each row therefore stands
-- at its own level and is taken off the nearest level reported above it. What stays there is the
-- remainder, and the sum of a day is that of the topmost report.
{%- set measures = {
    'impressions': 'bigint',
    'clicks': 'bigint',
    'position_sum': 'decimal(38, 6)',
} %}
{%- set day = 'source_system, site, search_type, performance_date' %}

with

performance as (

    select * from {{ ref('int_search__performance_by_row') }}

),

-- A report without countries or devices has one row for all of them.
levels as (

    select
        {{ day }},
        report_level,
        bool_or(country != '(not set)') as has_countries,
        bool_or(device_category != '(not set)') as has_devices
    from performance
    group by all

),

reported_pages as (

    select distinct
        {{ day }},
        page_url
    from performance
    where report_level = 'page'

),

placed as (

    select
        performance.*,
        parents.report_level as parent_level,
        case when parents.has_countries then performance.country else '(not set)' end
            as parent_country,
        case when parents.has_devices then performance.device_category else '(not set)' end
            as parent_device

    from performance
    left join reported_pages
        on performance.report_level = 'page_query'
        and performance.source_system = reported_pages.source_system
        and performance.site = reported_pages.site
        and performance.search_type = reported_pages.search_type
        and performance.performance_date = reported_pages.performance_date
        and performance.page_url = reported_pages.page_url
    left join levels as parents
        on performance.report_level != 'site'
        and performance.source_system = parents.source_system
        and performance.site = parents.site
        and performance.search_type = parents.search_type
        and performance.performance_date = parents.performance_date
        and parents.report_level
        = case when reported_pages.page_url is not null then 'page' else 'site' end

),

entries as (

    select
        {{ day }},
        report_level,
        page_url,
        query,
        country,
        device_category,
        false as is_part,
        {{ measures | join(', ') }}
    from placed

    union all

    select
        {{ day }},
        parent_level as report_level,
        case when parent_level = 'page' then page_url else '(not set)' end as page_url,
        '(not set)' as query,
        parent_country as country,
        parent_device as device_category,
        true as is_part,
        {{ measures | join(', ') }}
    from placed
    where parent_level is not null

),

-- A measure that the upper row does not report stays null there: nothing is taken off it.
reconciled as (

    select
        {{ day }},
        report_level,
        page_url,
        query,
        country,
        device_category,
        {% for measure, data_type in measures.items() %}
            cast(
                case
                    when bool_or(not is_part) then sum({{ measure }}) filter (where not is_part)
                    else 0
                end
                - coalesce(sum({{ measure }}) filter (where is_part), 0) as {{ data_type }}
            ) as {{ measure }},
        {% endfor %}
        bool_or(is_part) as is_remainder

    from entries
    group by all

),

-- Positions arrive as rounded means, so their sums may miss each other by a trace.
explained as (

    select * from reconciled
    where not is_remainder or impressions != 0 or clicks != 0 or abs(position_sum) >= 0.01

)

select * from explained
