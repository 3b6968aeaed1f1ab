-- An activity may be with several contacts and about several companies and deals. One of each
-- counts: the contact and the company that HubSpot has known longest, and the newest deal.
with

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}

),

contacts as (

    select
        links.engagement_id,
        contacts.id as contact_id

    from {{ source('hubspot', 'engagement_contact') }} as links
    left join merged_records
        on links.contact_id = merged_records.merged_id and merged_records.record_type = 'contact'
    inner join {{ source('hubspot', 'contact') }} as contacts
        on coalesce(merged_records.record_id, links.contact_id) = contacts.id
    where not links._is_deleted and not contacts._is_deleted
    qualify
        row_number() over (
            partition by links.engagement_id
            order by contacts.property_createdate asc nulls last, contacts.id asc
        ) = 1

),

companies as (

    select
        links.engagement_id,
        companies.id as company_id

    from {{ source('hubspot', 'engagement_company') }} as links
    left join merged_records
        on links.company_id = merged_records.merged_id and merged_records.record_type = 'company'
    inner join {{ source('hubspot', 'company') }} as companies
        on coalesce(merged_records.record_id, links.company_id) = companies.id
    where not links._is_deleted and not companies._is_deleted
    qualify
        row_number() over (
            partition by links.engagement_id
            order by companies.property_createdate asc nulls last, companies.id asc
        ) = 1

),

deals as (

    select
        links.engagement_id,
        deals.deal_id

    from {{ source('hubspot', 'engagement_deal') }} as links
    left join merged_records
        on links.deal_id = merged_records.merged_id and merged_records.record_type = 'deal'
    inner join {{ source('hubspot', 'deal') }} as deals
        on coalesce(merged_records.record_id, links.deal_id) = deals.deal_id
    where not links._is_deleted and not deals._is_deleted
    qualify
        row_number() over (
            partition by links.engagement_id
            order by deals.property_createdate desc nulls last, deals.deal_id asc
        ) = 1

),

linked as (

    select engagement_id from contacts
    union
    select engagement_id from companies
    union
    select engagement_id from deals

),

together as (

    select
        linked.engagement_id,
        contacts.contact_id,
        companies.company_id,
        deals.deal_id

    from linked
    left join contacts on linked.engagement_id = contacts.engagement_id
    left join companies on linked.engagement_id = companies.engagement_id
    left join deals on linked.engagement_id = deals.engagement_id

)

select * from together
