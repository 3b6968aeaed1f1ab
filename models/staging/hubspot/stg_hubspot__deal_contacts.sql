-- HubSpot has no main contact of a deal. The decision maker counts as one, else who was known
-- first.
with

contacts as (

    select * from {{ source('hubspot', 'contact') }}
    where not _is_deleted

),

deals as (

    select * from {{ source('hubspot', 'deal') }}
    where not _is_deleted

),

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}

),

links as (

    select
        deal_id,
        contact_id,
        label as association_label
    from {{ source('hubspot', 'deal_contact') }}
    where not _is_deleted

    union all

    -- an export by hand or by Airbyte lists them on the deal
    select
        deal_id,
        unnest(regexp_extract_all(contact_ids, '\d+')) as contact_id,
        cast(null as varchar) as association_label
    from deals

),

resolved as (

    select
        coalesce(merged_deals.record_id, links.deal_id) as deal_id,
        contacts.id as contact_id,
        contacts.property_createdate as known_at,
        coalesce(links.association_label, contacts.property_hs_buying_role) as contact_role

    from links
    left join merged_records as merged_deals
        on links.deal_id = merged_deals.merged_id and merged_deals.record_type = 'deal'
    left join merged_records as merged_contacts
        on links.contact_id = merged_contacts.merged_id and merged_contacts.record_type = 'contact'
    inner join contacts
        on coalesce(merged_contacts.record_id, links.contact_id) = contacts.id
    qualify
        row_number() over (
            partition by coalesce(merged_deals.record_id, links.deal_id), contacts.id
            order by coalesce(links.association_label, contacts.property_hs_buying_role) nulls last
        ) = 1

),

ranked as (

    select
        deal_id,
        contact_id,
        contact_role,
        row_number() over (
            partition by deal_id
            order by
                case
                    when replace(lower(contact_role), '_', ' ') like '%decision maker%' then 0
                    else 1
                end asc,
                known_at asc nulls last,
                contact_id asc
        ) = 1 as is_primary

    from resolved

)

select * from ranked
