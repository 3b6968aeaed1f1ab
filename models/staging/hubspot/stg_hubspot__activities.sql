-- Calls, meetings, e-mails, tasks and messages have a table each and a common one. Notes are no
-- contact with anybody. Of several contacts, companies or deals of an activity one counts: the
-- contact and the company that HubSpot has known longest, and the newest deal.
with

calls as (

    select
        engagement_id,
        _is_deleted,
        coalesce(property_hs_activity_type, 'Call') as source_type,
        property_hs_call_title as subject,
        property_hs_call_direction as direction,

        -- HubSpot's own results are ids
        case property_hs_call_disposition
            when '9d9162e7-6cf3-4944-bf63-4dff82258764' then 'Busy'
            when 'f240bbac-87c9-4f6e-bf70-924b57d47db7' then 'Connected'
            when 'a4c4c377-d246-4b32-a13b-75a56a4cd0ff' then 'Left live message'
            when 'b2cf5968-551e-4856-9783-52b3da59a7d0' then 'Left voicemail'
            when '73a0d17f-1163-4015-bdd5-ec830791da20' then 'No answer'
            when '17b47fee-58de-441e-a44c-c6300d46f273' then 'Wrong number'
            else coalesce(property_hs_call_disposition, property_hs_call_status)
        end as outcome,
        upper(coalesce(property_hs_call_status, 'COMPLETED')) = 'COMPLETED' as is_completed,
        property_hubspot_owner_id as owner_id,
        coalesce(property_hs_timestamp, property_hs_createdate) as occurred_at,
        cast(property_hs_call_duration / 60000.0 as decimal(18, 2)) as duration_minutes

    from {{ source('hubspot', 'engagement_call') }}

),

meetings as (

    select
        engagement_id,
        _is_deleted,
        coalesce(property_hs_activity_type, 'Meeting') as source_type,
        property_hs_meeting_title as subject,
        cast(null as varchar) as direction,
        property_hs_meeting_outcome as outcome,

        -- an outcome that nobody filled in stays SCHEDULED: it took place once its time is past
        upper(coalesce(property_hs_meeting_outcome, 'SCHEDULED')) not in (
            'RESCHEDULED', 'NO_SHOW', 'NO SHOW', 'CANCELED', 'CANCELLED'
        ) as is_completed,
        property_hubspot_owner_id as owner_id,
        coalesce(property_hs_meeting_start_time, property_hs_timestamp, property_hs_createdate)
            as occurred_at,
        cast(
            date_diff('second', property_hs_meeting_start_time, property_hs_meeting_end_time)
            / 60.0 as decimal(18, 2)
        ) as duration_minutes

    from {{ source('hubspot', 'engagement_meeting') }}

),

emails as (

    select
        engagement_id,
        _is_deleted,
        coalesce(activity_type, 'Email') as source_type,
        property_hs_email_subject as subject,
        case
            when upper(property_hs_email_direction) = 'INCOMING_EMAIL' then 'inbound'
            when property_hs_email_direction is not null then 'outbound'
        end as direction,
        property_hs_email_status as outcome,
        upper(coalesce(property_hs_email_status, 'SENT')) = 'SENT' as is_completed,
        property_hubspot_owner_id as owner_id,
        coalesce(property_hs_timestamp, property_hs_createdate) as occurred_at,
        cast(null as decimal(18, 2)) as duration_minutes

    from {{ source('hubspot', 'engagement_email') }}

),

tasks as (

    select
        engagement_id,
        _is_deleted,
        coalesce(activity_type, replace(property_hs_task_type, '_', ' '), 'Task') as source_type,
        property_hs_task_subject as subject,
        cast(null as varchar) as direction,
        property_hs_task_status as outcome,
        coalesce(upper(property_hs_task_status) = 'COMPLETED', false) as is_completed,
        property_hubspot_owner_id as owner_id,
        coalesce(property_hs_timestamp, property_hs_createdate) as occurred_at,
        cast(null as decimal(18, 2)) as duration_minutes

    from {{ source('hubspot', 'engagement_task') }}

),

messages as (

    select
        engagement_id,
        _is_deleted,
        coalesce(replace(property_hs_communication_channel_type, '_', ' '), 'Message')
            as source_type,
        cast(null as varchar) as subject,
        cast(null as varchar) as direction,
        cast(null as varchar) as outcome,
        true as is_completed,
        property_hubspot_owner_id as owner_id,
        coalesce(property_hs_timestamp, property_hs_createdate) as occurred_at,
        cast(null as decimal(18, 2)) as duration_minutes

    from {{ source('hubspot', 'engagement_communication') }}

),

details as (

    select * from calls
    union all
    select * from meetings
    union all
    select * from emails
    union all
    select * from tasks
    union all
    select * from messages

),

engagements as (

    select * from {{ source('hubspot', 'engagement') }}

),

-- Some loaders bring only the common table, some only the others.
activities as (

    select
        coalesce(details.engagement_id, engagements.id) as engagement_id,
        coalesce(details.source_type, replace(engagements.type, '_', ' ')) as source_type,
        details.subject,
        lower(
            coalesce(
                details.direction, case when engagements.type = 'INCOMING_EMAIL' then 'inbound' end
            )
        ) as direction,
        details.outcome,
        coalesce(details.is_completed, engagements.type != 'TASK') as is_completed,
        coalesce(details.owner_id, engagements.owner_id) as owner_id,
        coalesce(details.occurred_at, engagements.timestamp) as occurred_at,
        details.duration_minutes

    from details
    full join engagements on details.engagement_id = engagements.id
    where
        not coalesce(details._is_deleted, false)
        and not coalesce(engagements._is_deleted, false)
        and (details.engagement_id is not null or upper(engagements.type) != 'NOTE')

),

links as (

    select * from {{ ref('stg_hubspot__engagement_links') }}

),

crm_use as (

    select * from {{ ref('stg_hubspot__crm_use') }}

),

renamed as (

    select
        -- keys: HubSpot's lead is a contact
        {{ source_key('hubspot', 'activities.engagement_id') }} as activity_key,
        {{ source_key('hubspot', 'activities.owner_id') }} as owner_key,
        {{ source_key('hubspot', 'links.contact_id') }} as contact_key,
        cast(null as varchar) as lead_key,
        {{ source_key('hubspot', 'links.company_id') }} as account_key,
        {{ source_key('hubspot', 'links.deal_id') }} as opportunity_key,

        -- attributes
        activities.source_type,
        activities.subject,
        activities.direction,
        activities.outcome,

        -- flags
        activities.is_completed
        and coalesce(activities.occurred_at < {{ as_of() }} + interval 1 day, true)
            as is_completed,

        -- measures
        activities.duration_minutes,

        -- times
        activities.occurred_at

    from activities
    cross join crm_use
    left join links on activities.engagement_id = links.engagement_id

)

select * from renamed
