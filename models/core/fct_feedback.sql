with

feedback as (

    select * from {{ ref('int_alignment__feedback') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

owners as (

    select * from {{ ref('int_identity__owners') }}

),

described as (

    select
        -- keys
        feedback.feedback_key,
        feedback.lead_key,
        feedback.content_key,
        feedback.opportunity_key,
        owners.owner_key,

        -- attributes
        feedback.source_system,
        case
            when
                replace(lower(trim(feedback.feedback_type)), ' ', '_')
                in ('lead_quality', 'content_usefulness', 'objection')
                then replace(lower(trim(feedback.feedback_type)), ' ', '_')
            else 'other'
        end as feedback_type,
        case
            when feedback.reason like '%@%' then '(address)'
            else coalesce(feedback.reason, '(not set)')
        end as reason,

        -- measures
        feedback.rating,

        -- times: marketing hands a lead over when it calls it qualified
        coalesce(leads.mql_at, leads.sal_at, leads.sql_at) as handed_off_at,
        feedback.given_at,
        cast(feedback.given_at as date) as feedback_date

    from feedback
    left join leads on feedback.lead_key = leads.lead_key
    left join owners on feedback.owner_key = owners.named_owner_key

),

timed as (

    select
        *,
        {{ days_between('handed_off_at', 'given_at') }} as days_since_handoff

    from described

)

select * from timed
