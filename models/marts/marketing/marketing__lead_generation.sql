with

visits as (

    select
        cast(date_trunc('month', session_date) as date) as month_start_date,
        count(distinct visitor_key) filter (where has_consent) as unique_visitors,
        count(*) filter (where has_consent) as sessions

    from {{ ref('fct_sessions') }}
    where is_counted
    group by cast(date_trunc('month', session_date) as date)

),

leads as (

    select
        lead_key,
        person_key,
        lead_source_type,
        won_at,
        cast(created_at as date) as created_date,
        cast(date_trunc('month', created_at) as date) as month_start_date

    from {{ ref('fct_leads') }}
    where created_at is not null

),

-- A form asks for a demo as a touch; what happened outside the website comes as a goal.
demo_requests as (

    select
        person_key,
        touch_date as action_date

    from {{ ref('fct_touchpoints') }}
    where touch_type = 'demo_request'

    union all

    select
        person_key,
        reached_date as action_date

    from {{ ref('fct_goals') }}
    where goal_type = 'demo_request'

),

last_demo_requests as (

    select
        person_key,
        max(action_date) as last_date

    from demo_requests
    where person_key is not null
    group by person_key

),

last_online_purchases as (

    select
        person_key,
        max(session_date) as last_date

    from {{ ref('fct_sessions') }}
    where person_key is not null and purchases > 0 and is_counted
    group by person_key

),

-- By the day: the form that asks for the demo is often what makes the lead, seconds before.
cohorts as (

    select
        leads.month_start_date,
        count(*) as new_leads,
        count(*) filter (
            where leads.lead_source_type in ('web_form', 'content_download')
        ) as new_web_leads,
        count(*) filter (
            where last_demo_requests.last_date >= leads.created_date
        ) as demo_request_leads,
        count(*) filter (
            where
            leads.won_at is not null
            or last_online_purchases.last_date >= leads.created_date
        ) as purchase_leads

    from leads
    left join last_demo_requests on leads.person_key = last_demo_requests.person_key
    left join last_online_purchases on leads.person_key = last_online_purchases.person_key
    group by leads.month_start_date

),

active_months as (

    select month_start_date from visits
    union
    select month_start_date from cohorts

),

first_and_last as (

    select
        min(month_start_date) as first_month,
        max(month_start_date) as last_month

    from active_months

),

-- A month in which nothing came is a row of zeros and not a gap.
months as (

    select distinct dates.month_start_date
    from {{ ref('dim_dates') }} as dates
    inner join first_and_last
        on
        dates.month_start_date >= first_and_last.first_month
        and dates.month_start_date <= first_and_last.last_month

),

counted as (

    select
        months.month_start_date,
        cast(coalesce(cohorts.new_leads, 0) as bigint) as new_leads,
        cast(coalesce(cohorts.new_web_leads, 0) as bigint) as new_web_leads,
        cast(coalesce(visits.unique_visitors, 0) as bigint) as unique_visitors,
        cast(coalesce(visits.sessions, 0) as bigint) as sessions,
        cast(coalesce(cohorts.demo_request_leads, 0) as bigint) as demo_request_leads,
        cast(coalesce(cohorts.purchase_leads, 0) as bigint) as purchase_leads

    from months
    left join visits on months.month_start_date = visits.month_start_date
    left join cohorts on months.month_start_date = cohorts.month_start_date

),

rated as (

    select
        *,
        cast(new_leads as double) / nullif(unique_visitors, 0) as lead_generation_rate,
        cast(new_web_leads as double) / nullif(unique_visitors, 0) as web_lead_generation_rate,
        cast(demo_request_leads as double) / nullif(new_leads, 0) as demo_request_rate,
        cast(purchase_leads as double) / nullif(new_leads, 0) as purchase_rate

    from counted

)

select * from rated
