-- Two properties may hold the same searches: a domain has those of all its hosts, an address those
-- of all that begin with it. Where both report a day, only the wider one may count.
with

performance as (

    select * from {{ ref('int_search__search_performance') }}

),

reported as (

    select distinct
        source_system,
        site,
        search_type,
        performance_date
    from performance

),

placed as (

    select
        *,
        case when site like 'sc-domain:%' then lower(substr(site, 11)) end as domain,
        lower({{ url_host('site') }}) as host_name,
        case when site like '%/' then lower(site) else lower(site) || '/' end as address_start

    from reported

),

covered as (

    select distinct
        narrow.source_system,
        narrow.site,
        narrow.search_type,
        narrow.performance_date

    from placed as narrow
    inner join placed as wide
        on narrow.source_system = wide.source_system
        and narrow.search_type = wide.search_type
        and narrow.performance_date = wide.performance_date
        and narrow.site != wide.site
    where
        coalesce(narrow.domain, narrow.host_name) = wide.domain
        or coalesce(narrow.domain, narrow.host_name) like '%.' || wide.domain
        or (
            narrow.address_start != wide.address_start
            and narrow.address_start like wide.address_start || '%'
        )

),

sites as (

    select
        reported.source_system,
        reported.site,
        reported.search_type,
        reported.performance_date,
        covered.site is not null as is_covered

    from reported
    left join covered
        on reported.source_system = covered.source_system
        and reported.site = covered.site
        and reported.search_type = covered.search_type
        and reported.performance_date = covered.performance_date

)

select * from sites
