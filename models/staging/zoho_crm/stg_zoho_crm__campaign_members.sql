-- The related lists of a campaign give the lead or contact itself, so its id stands for the
-- membership and says, by the module it is found in, whom it means.
with

members as (

    select * from {{ source('zoho_crm', 'campaign_members') }}
    where not _is_deleted

),

leads as (

    select id from {{ source('zoho_crm', 'leads') }}

),

contacts as (

    select id from {{ source('zoho_crm', 'contacts') }}

),

renamed as (

    select
        -- keys
        case
            when members.lead_id is null and members.contact_id is null
                then {{ source_key('zoho_crm', "members.campaign_id || ':' || members.id") }}
            else {{ source_key('zoho_crm', 'members.id') }}
        end as campaign_member_key,
        {{ source_key('zoho_crm', 'members.campaign_id') }} as campaign_key,
        {{ source_key('zoho_crm', 'coalesce(members.contact_id, contacts.id)') }} as contact_key,
        {{ source_key('zoho_crm', 'coalesce(members.lead_id, leads.id)') }} as lead_key,

        -- attributes
        members.member_status as status,

        -- flags: the states after which a person has done something; a touch needs a time
        coalesce(
            members.responded_at is not null
            or (
                members.added_at is not null
                and lower(members.member_status) in ('responded', 'attended', 'registered')
            ),
            false
        ) as has_responded,

        -- times
        members.responded_at,
        members.added_at as created_at

    from members
    left join leads
        on
        members.id = leads.id
        and members.lead_id is null
        and members.contact_id is null
    left join contacts
        on
        members.id = contacts.id
        and members.lead_id is null
        and members.contact_id is null

)

select * from renamed
