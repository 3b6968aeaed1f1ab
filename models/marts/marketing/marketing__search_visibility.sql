with

searches as (

    select
        source_system,
        site,
        search_type,
        impressions,
        clicks,
        position_sum,
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        case
            when is_branded then 'branded'
            when not is_branded then 'not branded'
            else 'withheld'
        end as query_kind

    from {{ ref('fct_search_performance') }}

),

monthly as (

    select
        source_system,
        site,
        search_type,
        month_start_date,
        query_kind,
        cast(coalesce(sum(impressions), 0) as bigint) as impressions,
        cast(coalesce(sum(clicks), 0) as bigint) as clicks,
        cast(coalesce(sum(impressions) filter (where position_sum is not null), 0) as bigint)
            as positioned_impressions,
        cast(coalesce(sum(position_sum), 0) as decimal(38, 6)) as position_sum

    from searches
    group by source_system, site, search_type, month_start_date, query_kind

),

rated as (

    select
        *,

        -- what is withheld is a difference: it may be below 0, and a rate of that says nothing
        case when impressions > 0 and clicks >= 0 then cast(clicks as double) / impressions end
            as click_rate,
        case
            when positioned_impressions > 0 and position_sum >= positioned_impressions
                then cast(position_sum as double) / positioned_impressions
        end as average_position

    from monthly

)

select * from rated
