-- Whoever is on the list of a campaign came to it. A list that belongs to none says only that
-- somebody wrote these people down.
with

members as (

    select * from {{ source('hubspot', 'contact_list_member') }}
    where not _is_deleted

),

lists as (

    select * from {{ ref('stg_hubspot__campaign_lists') }}

),

renamed as (

    select
        -- keys: HubSpot's lead is a contact
        {{ source_key('hubspot', "members.contact_list_id || ':' || members.contact_id") }}
            as campaign_member_key,
        {{ source_key('hubspot', 'lists.member_of_id') }} as campaign_key,
        {{ source_key('hubspot', 'members.contact_id') }} as contact_key,
        cast(null as varchar) as lead_key,

        -- attributes
        'on the list' as status,

        -- flags
        lists.campaign_id is not null as has_responded,

        -- times
        case when lists.campaign_id is not null then members.added_at end as responded_at,
        members.added_at as created_at

    from members
    inner join lists on members.contact_list_id = lists.contact_list_id

)

select * from renamed
