with

spend as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        sum(reporting_spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks

    from {{ ref('fct_ad_performance') }}
    group by 1, 2

),

visits as (

    select
        campaign_key,
        cast(date_trunc('month', session_date) as date) as month_start_date,
        count(*) filter (where has_consent) as sessions,
        count(*) filter (where is_engaged) as engaged_sessions

    from {{ ref('fct_sessions') }}
    where campaign_key is not null and is_counted
    group by 1, 2

),

emails as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        cast(date_trunc('month', event_date) as date) as month_start_date,
        count(*) filter (where event_type = 'sent') as emails_sent,
        count(*) filter (where event_type = 'delivered') as emails_delivered,
        count(*) filter (where event_type = 'open' and not is_machine) as email_opens,
        count(*) filter (where event_type = 'click' and not is_machine) as email_clicks,
        count(*) filter (where event_type = 'unsubscribe') as unsubscribes

    from {{ ref('fct_email_events') }}
    group by 1, 2

),

touches as (

    select
        campaign_key,
        cast(date_trunc('month', touch_date) as date) as month_start_date,
        count(*) as touches,
        count(distinct person_key) as people_touched

    from {{ ref('fct_touchpoints') }}
    where campaign_key is not null and is_creditable
    group by 1, 2

),

months as (

    select
        campaign_key,
        month_start_date
    from spend

    union

    select
        campaign_key,
        month_start_date
    from visits

    union

    select
        campaign_key,
        month_start_date
    from emails

    union

    select
        campaign_key,
        month_start_date
    from touches

),

campaigns as (

    select * from {{ ref('dim_campaigns') }}

),

measured as (

    select
        months.campaign_key,
        months.month_start_date,
        coalesce(campaigns.campaign_name, '(not set)') as campaign_name,
        coalesce(campaigns.campaign_kind, '(not set)') as campaign_kind,
        coalesce(campaigns.campaign_type, '(not set)') as campaign_type,
        coalesce(campaigns.channel, 'Unassigned') as channel,
        coalesce(parents.campaign_name, '(none)') as parent_campaign_name,
        cast(coalesce(spend.spend, 0) as decimal(18, 6)) as spend,
        cast(coalesce(spend.impressions, 0) as bigint) as impressions,
        cast(coalesce(spend.clicks, 0) as bigint) as clicks,
        cast(coalesce(visits.sessions, 0) as bigint) as sessions,
        cast(coalesce(visits.engaged_sessions, 0) as bigint) as engaged_sessions,
        cast(coalesce(emails.emails_sent, 0) as bigint) as emails_sent,
        cast(coalesce(emails.emails_delivered, 0) as bigint) as emails_delivered,
        cast(coalesce(emails.email_opens, 0) as bigint) as email_opens,
        cast(coalesce(emails.email_clicks, 0) as bigint) as email_clicks,
        cast(coalesce(emails.unsubscribes, 0) as bigint) as unsubscribes,
        cast(coalesce(touches.touches, 0) as bigint) as touches,
        cast(coalesce(touches.people_touched, 0) as bigint) as people_touched

    from months
    left join campaigns on months.campaign_key = campaigns.campaign_key
    left join campaigns as parents
        on campaigns.parent_campaign_key = parents.campaign_key
    left join spend
        on
        months.campaign_key = spend.campaign_key
        and months.month_start_date = spend.month_start_date
    left join visits
        on
        months.campaign_key = visits.campaign_key
        and months.month_start_date = visits.month_start_date
    left join emails
        on
        months.campaign_key = emails.campaign_key
        and months.month_start_date = emails.month_start_date
    left join touches
        on
        months.campaign_key = touches.campaign_key
        and months.month_start_date = touches.month_start_date

),

rated as (

    select
        *,
        cast(clicks as double) / nullif(impressions, 0) as click_rate,
        cast(spend as double) / nullif(clicks, 0) as cost_per_click,
        cast(emails_delivered as double) / nullif(emails_sent, 0) as delivery_rate

    from measured

)

select * from rated
