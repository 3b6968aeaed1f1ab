with

traffic as (

    select
        source_system,
        session_date as traffic_date,
        case when has_consent then 'session' else 'pool' end as traffic_kind,
        case
            when is_counted and not has_consent then 'no consent'
            else exclusion_reason
        end as reason,
        events,
        page_views

    from {{ ref('fct_sessions') }}

    union all

    select
        source_system,
        event_date as traffic_date,
        'email ' || event_type as traffic_kind,
        case when is_machine then 'program: ' || machine_reason else '(none)' end as reason,
        1 as events,
        0 as page_views

    from {{ ref('fct_email_events') }}

),

monthly as (

    select
        cast(date_trunc('month', traffic_date) as date) as month_start_date,
        source_system,
        traffic_kind,
        reason,
        cast(count(*) filter (where traffic_kind = 'session') as bigint) as sessions,
        cast(count(*) filter (where traffic_kind = 'pool') as bigint) as pools,
        cast(count(*) filter (where traffic_kind like 'email %') as bigint) as email_events,
        cast(coalesce(sum(events) filter (where traffic_kind not like 'email %'), 0) as bigint)
            as web_events,
        cast(sum(page_views) as bigint) as page_views

    from traffic
    group by
        cast(date_trunc('month', traffic_date) as date), source_system, traffic_kind, reason

),

judged as (

    select
        *,
        case reason
            when '(none)' then 'counted'
            when 'no consent' then 'counted in totals'
            else 'left out'
        end as treatment

    from monthly

)

select * from judged
