with

visits as (

    select * from {{ ref('fct_sessions') }}
    where has_consent and is_counted

),

answers as (

    select
        'form' as answer_kind,
        touchpoint_key as answer_key,
        person_key,
        touched_at as answered_at
    from {{ ref('fct_touchpoints') }}
    where
        touch_type in ('web_form', 'content_download', 'event_registration', 'demo_request')

    union all

    select
        'lead' as answer_kind,
        lead_key as answer_key,
        person_key,
        created_at as answered_at
    from {{ ref('fct_leads') }}

),

-- The month before is how far back a lead's channel looks, too.
followed as (

    select
        answers.answer_kind,
        visits.session_key

    from answers
    inner join visits
        on
        answers.person_key = visits.person_key
        and answers.answered_at >= visits.started_at
        and answers.answered_at <= visits.started_at + interval 30 day
    qualify
        row_number() over (
            partition by answers.answer_kind, answers.answer_key
            order by visits.started_at desc, visits.session_key asc
        ) = 1

),

answers_by_visit as (

    select
        session_key,
        count(*) filter (where answer_kind = 'form') as forms,
        count(*) filter (where answer_kind = 'lead') as leads

    from followed
    group by session_key

),

monthly as (

    select
        visits.hostname,
        visits.landing_page,
        cast(date_trunc('month', visits.session_date) as date) as month_start_date,
        cast(count(*) as bigint) as sessions,
        cast(count(*) filter (where visits.is_engaged) as bigint) as engaged_sessions,
        cast(count(*) filter (where visits.is_new_visitor) as bigint) as new_visitors,
        cast(sum(visits.page_views) as bigint) as page_views,
        cast(coalesce(sum(answers_by_visit.forms), 0) as bigint) as forms,
        cast(coalesce(sum(answers_by_visit.leads), 0) as bigint) as leads,
        cast(sum(visits.purchases) as bigint) as purchases,
        cast(coalesce(sum(visits.purchase_revenue), 0) as decimal(18, 2)) as purchase_revenue

    from visits
    left join answers_by_visit on visits.session_key = answers_by_visit.session_key
    group by
        visits.hostname,
        visits.landing_page,
        cast(date_trunc('month', visits.session_date) as date)

),

rated as (

    select
        *,
        cast(engaged_sessions as double) / nullif(sessions, 0) as engaged_session_rate,
        cast(new_visitors as double) / nullif(sessions, 0) as new_visitor_rate,
        cast(forms as double) / nullif(sessions, 0) as form_rate,
        cast(leads as double) / nullif(sessions, 0) as lead_rate,
        cast(purchases as double) / nullif(sessions, 0) as purchase_rate

    from monthly

)

select * from rated
