with

events as (

    select * from {{ source('hubspot', 'email_event') }}
    where not _is_deleted

),

clicks as (

    select * from {{ source('hubspot', 'email_event_click') }}

),

opens as (

    select * from {{ source('hubspot', 'email_event_open') }}

),

status_changes as (

    select * from {{ source('hubspot', 'email_event_status_change') }}

),

event_types as (

    select * from {{ ref('email_event_types') }}
    where source_system = 'hubspot'

),

renamed as (

    select
        -- keys: HubSpot knows the recipient of an event by address alone
        {{ source_key('hubspot', 'events.id') }} as email_event_key,
        {{ source_key('hubspot', 'events.email_campaign_id') }} as campaign_key,
        cast(null as varchar) as contact_key,

        -- attributes
        events.recipient as recipient_email,
        case
            -- a status also changes when somebody subscribes
            when
                upper(events.type) = 'STATUSCHANGE'
                and coalesce(upper(status_changes.portal_subscription_status), '')
                != 'UNSUBSCRIBED'
                then 'other'
            else coalesce(event_types.event_type, 'other')
        end as event_type,
        clicks.url as link_url,
        coalesce(clicks.user_agent, opens.user_agent) as user_agent,

        -- times
        events.created as occurred_at

    from events
    left join event_types on upper(events.type) = event_types.source_event_type
    left join clicks on events.id = clicks.id
    left join opens on events.id = opens.id
    left join status_changes on events.id = status_changes.id

)

select * from renamed
