-- Between these days a score only decays, so nobody reaches the threshold in between.
with

leads as (

    select
        lead_key,
        cast(created_at as date) as created_date

    from {{ ref('fct_leads') }}
    where cast(created_at as date) <= {{ as_of() }}

),

versions as (

    select * from {{ ref('lead_score_versions') }}

),

days as (

    select
        lead_key,
        created_date as scored_date,
        true as is_change,
        false as is_judged,
        false as is_today

    from leads

    union all

    select
        lead_key,
        points_from_date as scored_date,
        true as is_change,
        false as is_judged,
        false as is_today

    from {{ ref('fct_lead_score_points') }}

    union all

    select
        leads.lead_key,
        versions.valid_from_date as scored_date,
        true as is_change,
        false as is_judged,
        false as is_today

    from leads
    inner join versions
        on
        leads.created_date < versions.valid_from_date
        and {{ as_of() }} >= versions.valid_from_date

    union all

    select
        lead_key,
        cast(created_date + interval {{ var('score_after_days') }} day as date) as scored_date,
        false as is_change,
        true as is_judged,
        false as is_today

    from leads
    where cast(created_date + interval {{ var('score_after_days') }} day as date) <= {{ as_of() }}

    union all

    select
        lead_key,
        {{ as_of() }} as scored_date,
        false as is_change,
        false as is_judged,
        true as is_today

    from leads

),

one_per_day as (

    select
        lead_key,
        scored_date,
        bool_or(is_change) as is_change,
        bool_or(is_judged) as is_judged,
        bool_or(is_today) as is_today

    from days
    group by lead_key, scored_date

)

select * from one_per_day
