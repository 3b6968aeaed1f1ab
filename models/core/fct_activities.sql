with

crm_activities as (

    select * from {{ ref('int_crm__activities') }}

),

outreach_activities as (

    select * from {{ ref('int_outreach__outreach_activities') }}

),

activity_types as (

    select * from {{ ref('activity_types') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

account_records as (

    select * from {{ ref('int_identity__account_records') }}

),

user_records as (

    select * from {{ ref('int_identity__user_records') }}

),

activities as (

    select
        activity_key,
        source_system,
        source_type,
        direction,
        outcome,
        is_completed,
        owner_key,
        coalesce('contact:' || contact_key, 'lead:' || lead_key) as identifier,
        account_key,
        opportunity_key,
        occurred_at,
        duration_minutes

    from crm_activities

    union all

    select
        activity_key,
        source_system,
        source_type,
        direction,
        outcome,
        is_completed,
        owner_key,
        coalesce('contact:' || contact_key, {{ email_identifier('email') }}) as identifier,
        account_key,
        cast(null as varchar) as opportunity_key,
        occurred_at,
        cast(null as decimal(18, 2)) as duration_minutes

    from outreach_activities

),

described as (

    select
        activities.activity_key,
        activities.source_system,
        coalesce(activity_types.activity_type, 'task') as activity_type,
        activities.source_type,
        coalesce(activities.direction, '(not set)') as direction,
        coalesce(activities.outcome, '(not set)') as outcome,
        coalesce(activities.is_completed, false) as is_completed,
        activity_types.touch_type,
        coalesce(user_records.owner_key, activities.owner_key) as owner_key,
        person_identifiers.person_key,
        coalesce(account_records.account_key, activities.account_key) as account_key,
        activities.opportunity_key,
        activities.occurred_at,
        cast(activities.occurred_at as date) as activity_date,
        activities.duration_minutes

    from activities
    left join activity_types on lower(trim(activities.source_type)) = activity_types.source_type
    left join person_identifiers on activities.identifier = person_identifiers.identifier
    left join account_records on activities.account_key = account_records.account_record_key
    left join user_records on activities.owner_key = user_records.user_record_key

)

select * from described
