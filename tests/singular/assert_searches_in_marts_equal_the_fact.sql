-- Branded, not branded and withheld together are what the site report says, month by month.
{{ config(group='marketing') }}

with

facts as (

    select
        source_system,
        site,
        search_type,
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        coalesce(sum(impressions), 0) as impressions,
        coalesce(sum(clicks), 0) as clicks,
        coalesce(sum(clicks) filter (where is_branded), 0) as branded_clicks,
        coalesce(sum(position_sum), 0) as position_sum

    from {{ ref('fct_search_performance') }}
    group by
        source_system, site, search_type, cast(date_trunc('month', performance_date) as date)

),

marts as (

    select
        source_system,
        site,
        search_type,
        month_start_date,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        coalesce(sum(clicks) filter (where query_kind = 'branded'), 0) as branded_clicks,
        sum(position_sum) as position_sum

    from {{ ref('marketing__search_visibility') }}
    group by source_system, site, search_type, month_start_date

)

select
    facts.source_system,
    facts.site,
    facts.search_type,
    facts.month_start_date

from facts
full outer join marts
    on
    facts.source_system = marts.source_system
    and facts.site = marts.site
    and facts.search_type = marts.search_type
    and facts.month_start_date = marts.month_start_date
where
    facts.impressions is distinct from marts.impressions
    or facts.clicks is distinct from marts.clicks
    or facts.branded_clicks is distinct from marts.branded_clicks
    or facts.position_sum is distinct from marts.position_sum
