with

members as (

    select * from {{ ref('int_crm__campaign_members') }}

),

campaigns as (

    select * from {{ ref('dim_campaigns') }}

),

campaign_types as (

    select * from {{ ref('campaign_types') }}

),

person_identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

linked as (

    select
        members.campaign_member_key,
        members.campaign_key,
        person_identifiers.person_key,
        members.source_system,
        coalesce(campaigns.channel, 'Unassigned') as channel,
        coalesce(members.has_responded, false) as has_responded,

        -- an answer to an event is having been there, unless its status says otherwise
        coalesce(
            members.has_responded
            and campaign_types.touch_type = 'event_attendance'
            and not {{ regex_matches(
                "lower(coalesce(members.status, ''))", "'regist|rsvp|accept|invit|no.?show|not att'"
            ) }},
            false
        ) as has_attended,
        cast(coalesce(members.created_at, members.responded_at) as date) as added_date,
        case
            when members.has_responded
                then cast(coalesce(members.responded_at, members.created_at) as date)
        end as response_date

    from members
    left join campaigns on members.campaign_key = campaigns.campaign_key
    left join campaign_types
        on lower(trim(campaigns.campaign_type)) = campaign_types.source_type
    left join person_identifiers
        on
        coalesce('contact:' || members.contact_key, 'lead:' || members.lead_key)
        = person_identifiers.identifier

)

select * from linked
