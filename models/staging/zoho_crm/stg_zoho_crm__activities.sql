-- Zoho keeps calls, meetings and to-dos apart. The person is a contact; a lead, a deal or an
-- account is what the activity is about, and its module says which.
with

deleted_records as (

    select * from {{ ref('stg_zoho_crm__deleted_records') }}

),

-- a record that came back from the recycle bin has changed since
calls as (

    select calls.*
    from {{ source('zoho_crm', 'calls') }} as calls
    left join deleted_records
        on
        calls.id = deleted_records.record_id
        and coalesce(calls.modified_time <= deleted_records.deleted_at, true)
    where not calls._is_deleted and deleted_records.record_id is null

),

-- a record that came back from the recycle bin has changed since
events as (

    select events.*
    from {{ source('zoho_crm', 'events') }} as events
    left join deleted_records
        on
        events.id = deleted_records.record_id
        and coalesce(events.modified_time <= deleted_records.deleted_at, true)
    where not events._is_deleted and deleted_records.record_id is null

),

-- a record that came back from the recycle bin has changed since
tasks as (

    select records.*
    from {{ source('zoho_crm', 'tasks') }} as records
    left join deleted_records
        on
        records.id = deleted_records.record_id
        and coalesce(records.modified_time <= deleted_records.deleted_at, true)
    where not records._is_deleted and deleted_records.record_id is null

),

contacts as (

    select * from {{ source('zoho_crm', 'contacts') }}

),

leads as (

    select * from {{ source('zoho_crm', 'leads') }}

),

deals as (

    select * from {{ source('zoho_crm', 'deals') }}

),

accounts as (

    select * from {{ source('zoho_crm', 'accounts') }}

),

timed_calls as (

    select
        id,
        'Call' as source_type,
        subject,
        case when lower(call_type) = 'missed' then 'inbound' else lower(call_type) end
            as direction,
        coalesce(call_result, call_status) as outcome,

        -- calls logged before Zoho had a status took place
        coalesce(
            lower(call_status) = 'completed',
            call_start_time < {{ as_of() }} + interval 1 day
        )
        and coalesce(lower(call_type) != 'missed', true) as is_completed,
        coalesce(
            call_duration_in_seconds,
            -- minutes and seconds; more than an hour is still written in minutes
            try_cast(split_part(call_duration, ':', 1) as bigint) * 60
            + try_cast(split_part(call_duration, ':', 2) as bigint)
        ) as seconds,
        call_start_time as occurred_at,
        owner_id,
        contact_id,
        about_id,
        about_module

    from calls

),

timed_events as (

    select
        id,
        coalesce(activity_type, 'Event') as source_type,
        event_title as subject,
        cast(null as varchar) as direction,
        cast(null as varchar) as outcome,

        -- a meeting has no state: it took place once its time is past
        start_date_time < {{ as_of() }} + interval 1 day as is_completed,
        date_diff('second', start_date_time, end_date_time) as seconds,
        start_date_time as occurred_at,
        owner_id,
        contact_id,
        about_id,
        about_module

    from events

),

timed_tasks as (

    select
        id,
        coalesce(activity_type, 'Task') as source_type,
        subject,
        cast(null as varchar) as direction,
        status as outcome,
        lower(status) = 'completed' or closed_time is not null as is_completed,
        cast(null as bigint) as seconds,
        coalesce(closed_time, cast(due_date as timestamp), created_time) as occurred_at,
        owner_id,
        contact_id,
        about_id,
        about_module

    from tasks

),

activities as (

    select * from timed_calls
    union all
    select * from timed_events
    union all
    select * from timed_tasks

),

-- Ids are unique in a whole org: where a loader dropped the module, the id itself tells.
related as (

    select
        activities.*,
        case
            when activities.about_module in ('Deals', 'Potentials') or deals.id is not null
                then activities.about_id
        end as deal_id,
        case
            when activities.about_module = 'Leads' or leads.id is not null
                then activities.about_id
        end as lead_id,
        case
            when activities.about_module = 'Accounts' or accounts.id is not null
                then activities.about_id
            else coalesce(deals.account_id, contacts.account_id)
        end as account_id

    from activities
    left join contacts on activities.contact_id = contacts.id
    left join leads on activities.about_id = leads.id
    left join deals on activities.about_id = deals.id
    left join accounts on activities.about_id = accounts.id

),

renamed as (

    select
        -- keys
        {{ source_key('zoho_crm', 'id') }} as activity_key,
        {{ source_key('zoho_crm', 'owner_id') }} as owner_key,
        {{ source_key('zoho_crm', 'contact_id') }} as contact_key,
        {{ source_key('zoho_crm', 'lead_id') }} as lead_key,
        {{ source_key('zoho_crm', 'account_id') }} as account_key,
        {{ source_key('zoho_crm', 'deal_id') }} as opportunity_key,

        -- attributes
        source_type,
        subject,
        direction,
        outcome,

        -- flags
        is_completed,

        -- measures
        cast(seconds / 60.0 as decimal(18, 2)) as duration_minutes,

        -- times
        occurred_at

    from related

)

select * from renamed
