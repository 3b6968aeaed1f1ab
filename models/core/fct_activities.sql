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

rep_emails as (

    select * from {{ ref('int_identity__rep_emails') }}

),

migrated_opportunities as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

activities as (

    select
        activity_key,
        source_system,
        source_type,
        subject,
        direction,
        outcome,
        is_completed,
        owner_key,
        cast(null as varchar) as owner_email,
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
        cast(null as varchar) as subject,
        direction,
        outcome,
        is_completed,
        owner_key,
        owner_email,
        coalesce(
            'contact:' || contact_key, {{ email_identifier('email') }}, 'member:' || member_key
        ) as identifier,
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
        coalesce(user_records.owner_key, activities.owner_key, rep_emails.owner_key)
            as owner_key,
        person_identifiers.person_key,
        coalesce(account_records.account_key, activities.account_key) as account_key,
        coalesce(migrated_opportunities.opportunity_key, activities.opportunity_key)
            as opportunity_key,
        activities.occurred_at,
        cast(activities.occurred_at as date) as activity_date,
        activities.duration_minutes,
        {{ regex_matches(
            'lower(trim(activities.subject))', "'^(inmail|linkedin|sales navigator)'"
        ) }} as says_it_is_a_copy

    from activities
    left join activity_types on lower(trim(activities.source_type)) = activity_types.source_type
    left join person_identifiers on activities.identifier = person_identifiers.identifier
    left join account_records on activities.account_key = account_records.account_record_key
    left join user_records on activities.owner_key = user_records.user_record_key
    left join migrated_opportunities
        on activities.opportunity_key = migrated_opportunities.old_opportunity_key
    left join rep_emails
        on {{ email_identifier('activities.owner_email') }} = rep_emails.email_identifier

),

-- Outreach tools write what they send into the CRM too, some with the day alone.
copies as (

    select distinct crm_logs.activity_key

    from described as crm_logs
    inner join described as messages
        on
        crm_logs.owner_key = messages.owner_key
        and crm_logs.person_key = messages.person_key
        and abs({{ days_between('crm_logs.activity_date', 'messages.activity_date') }}) <= 1
    inner join crm_activities on crm_logs.activity_key = crm_activities.activity_key
    inner join outreach_activities on messages.activity_key = outreach_activities.activity_key
    where crm_logs.says_it_is_a_copy and messages.activity_type = 'social_message'

),

marked as (

    select
        described.activity_key,
        described.source_system,
        described.activity_type,
        described.source_type,
        described.direction,
        described.outcome,
        described.is_completed,
        copies.activity_key is not null as is_logged_copy,
        case when copies.activity_key is null then described.touch_type end as touch_type,
        described.owner_key,
        described.person_key,
        described.account_key,
        described.opportunity_key,
        described.occurred_at,
        described.activity_date,
        described.duration_minutes

    from described
    left join copies on described.activity_key = copies.activity_key

)

select * from marked
