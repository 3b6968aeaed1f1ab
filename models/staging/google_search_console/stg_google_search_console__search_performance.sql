-- Click-through rates are never read: the API has fractions, a download percentages, and either is
-- clicks by impressions.
{%- set reports = {
    'site_report_by_site': ['site', 'null', 'null'],
    'page_report': ['page', 'page', 'null'],
    'keyword_page_report': ['page_query', 'page', 'query'],
} %}

with

bulk_sites as (

    select * from {{ source('google_search_console', 'searchdata_site_impression') }}
    where not _is_deleted

),

bulk_pages as (

    select * from {{ source('google_search_console', 'searchdata_url_impression') }}
    where not _is_deleted

),

-- The bulk export has every search, so its days are not read from the API's reports as well.
bulk_days as (

    select distinct
        site_url,
        data_date
    from bulk_sites

    union

    select distinct
        site_url,
        data_date
    from bulk_pages

),

country_codes as (

    select * from {{ ref('country_codes') }}

),

api_rows as (
    {% for report, (report_level, page, query) in reports.items() %}
        select
            '{{ report_level }}' as report_level,
            site,
            date as performance_date,
            search_type,
            country,
            device,
            cast({{ page }} as varchar) as page_url,
            cast({{ query }} as varchar) as query,
            impressions,
            clicks,
            position as average_position
        from {{ source('google_search_console', report) }}
        where not _is_deleted
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

-- Its positions count from 0. Anonymised queries arrive as an empty text.
bulk_rows as (

    select
        'site' as report_level,
        site_url as site,
        data_date as performance_date,
        search_type,
        country,
        device,
        cast(null as varchar) as page_url,
        cast(null as varchar) as query,
        impressions,
        clicks,
        sum_top_position / nullif(impressions, 0) + 1 as average_position
    from bulk_sites

    union all

    select
        'page_query' as report_level,
        site_url as site,
        data_date as performance_date,
        search_type,
        country,
        device,
        url as page_url,
        case when not coalesce(is_anonymized_query, false) then nullif(query, '') end as query,
        impressions,
        clicks,
        sum_position / nullif(impressions, 0) + 1 as average_position
    from bulk_pages

),

reported as (

    select api_rows.*
    from api_rows
    left join bulk_days
        on api_rows.site = bulk_days.site_url
        and api_rows.performance_date = bulk_days.data_date
    where bulk_days.site_url is null

    union all

    select * from bulk_rows

),

renamed as (

    select
        -- attributes
        reported.site,
        reported.report_level,
        coalesce(lower(reported.search_type), 'web') as search_type,
        reported.query,
        reported.page_url,
        country_codes.country,
        lower(reported.device) as device_category,

        -- measures
        reported.impressions,
        reported.clicks,
        reported.average_position,

        -- times
        reported.performance_date

    from reported
    left join country_codes on upper(reported.country) = country_codes.alpha_3_code

)

select * from renamed
