with

spend as (

    select
        channel,
        performance_date as date_day,
        sum(reporting_spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks

    from {{ ref('fct_ad_performance') }}
    group by channel, performance_date

),

visits as (

    select
        channel,
        session_date as date_day,
        count(*) filter (where has_consent) as sessions,
        count(*) filter (where is_engaged) as engaged_sessions,
        count(*) filter (where is_new_visitor) as new_visitors,
        sum(purchases) as purchases,
        sum(purchase_revenue) as purchase_revenue

    from {{ ref('fct_sessions') }}
    where is_counted
    group by channel, session_date

),

leads as (

    select
        channel,
        cast(created_at as date) as date_day,
        count(*) as leads

    from {{ ref('fct_leads') }}
    group by channel, cast(created_at as date)

),

mqls as (

    select
        channel,
        cast(mql_at as date) as date_day,
        count(*) as mqls

    from {{ ref('fct_leads') }}
    where mql_at is not null
    group by channel, cast(mql_at as date)

),

active_days as (

    select date_day from spend
    union
    select date_day from visits
    union
    select date_day from leads
    union
    select date_day from mqls

),

first_and_last as (

    select
        min(date_day) as first_day,
        max(date_day) as last_day

    from active_days

),

-- Every channel has a row on every day, so that an empty day shows 0 and not a gap.
days as (

    select dates.date_day
    from {{ ref('dim_dates') }} as dates
    inner join first_and_last
        on dates.date_day between first_and_last.first_day and first_and_last.last_day

),

channels as (

    select * from {{ ref('dim_channels') }}

),

daily as (

    select
        days.date_day,
        channels.channel,
        channels.side,
        channels.is_paid,
        cast(coalesce(spend.spend, 0) as decimal(18, 6)) as spend,
        cast(coalesce(spend.impressions, 0) as bigint) as impressions,
        cast(coalesce(spend.clicks, 0) as bigint) as clicks,
        cast(coalesce(visits.sessions, 0) as bigint) as sessions,
        cast(coalesce(visits.engaged_sessions, 0) as bigint) as engaged_sessions,
        cast(coalesce(visits.new_visitors, 0) as bigint) as new_visitors,
        cast(coalesce(visits.purchases, 0) as bigint) as purchases,
        cast(coalesce(visits.purchase_revenue, 0) as decimal(18, 2)) as purchase_revenue,
        cast(coalesce(leads.leads, 0) as bigint) as leads,
        cast(coalesce(mqls.mqls, 0) as bigint) as mqls

    from days
    cross join channels
    left join spend on days.date_day = spend.date_day and channels.channel = spend.channel
    left join visits on days.date_day = visits.date_day and channels.channel = visits.channel
    left join leads on days.date_day = leads.date_day and channels.channel = leads.channel
    left join mqls on days.date_day = mqls.date_day and channels.channel = mqls.channel

),

rated as (

    select
        *,
        cast(clicks as double) / nullif(impressions, 0) as click_rate,
        cast(engaged_sessions as double) / nullif(sessions, 0) as engaged_session_rate,
        cast(spend as double) / nullif(clicks, 0) as cost_per_click,
        cast(spend as double) / nullif(sessions, 0) as cost_per_session,
        cast(spend as double) / nullif(engaged_sessions, 0) as cost_per_engaged_session,
        cast(spend as double) / nullif(new_visitors, 0) as cost_per_new_visitor,
        cast(spend as double) / nullif(leads, 0) as cost_per_lead,
        cast(spend as double) / nullif(mqls, 0) as cost_per_mql

    from daily

)

select * from rated
