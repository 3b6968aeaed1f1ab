-- Salesforce keeps to-dos and calls as tasks, meetings as events. What a record is about, and
-- with whom, are ids of any object: their first three characters say which.
with

tasks as (

    select
        id,
        subject,
        owner_id,
        who_id,
        what_id,
        account_id,
        call_type as direction,

        -- the kind of task is in its subtype unless somebody gave it a type of its own
        coalesce(type, task_subtype, 'Task') as source_type,
        coalesce(call_disposition, status) as outcome,
        coalesce(is_closed, false) as is_completed,
        cast(call_duration_in_seconds / 60.0 as decimal(18, 2)) as duration_minutes,
        coalesce(completed_date_time, cast(activity_date as timestamp), created_date)
            as occurred_at

    from {{ source('salesforce', 'task') }}
    where not _is_deleted

),

events as (

    select
        id,
        subject,
        owner_id,
        who_id,
        what_id,
        account_id,
        cast(null as varchar) as direction,
        coalesce(type, event_subtype, 'Event') as source_type,
        cast(null as varchar) as outcome,

        -- an event has no state: it took place once its time is past
        coalesce(start_date_time, activity_date_time, created_date)
        < {{ as_of() }} + interval 1 day as is_completed,
        duration_in_minutes as duration_minutes,
        coalesce(start_date_time, activity_date_time, created_date) as occurred_at

    from {{ source('salesforce', 'event') }}
    where not _is_deleted

),

activities as (

    select * from tasks
    union all
    select * from events

),

renamed as (

    select
        -- keys
        {{ source_key('salesforce', 'id') }} as activity_key,
        {{ source_key('salesforce', 'owner_id') }} as owner_key,
        case when who_id like '003%' then {{ source_key('salesforce', 'who_id') }} end
            as contact_key,
        case when who_id like '00Q%' then {{ source_key('salesforce', 'who_id') }} end
            as lead_key,
        {{ source_key(
            'salesforce', "coalesce(account_id, case when what_id like '001%' then what_id end)"
        ) }} as account_key,
        case when what_id like '006%' then {{ source_key('salesforce', 'what_id') }} end
            as opportunity_key,

        -- attributes
        source_type,
        subject,
        lower(direction) as direction,
        outcome,

        -- flags
        is_completed,

        -- measures
        duration_minutes,

        -- times
        occurred_at

    from activities

)

select * from renamed
