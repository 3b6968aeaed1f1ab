-- A contact may belong to several companies. The primary one counts; without one that which HubSpot
-- has known longest. What was merged away counts less than what the contact says itself.
with

contacts as (

    select * from {{ source('hubspot', 'contact') }}
    where not _is_deleted

),

companies as (

    select * from {{ source('hubspot', 'company') }}
    where not _is_deleted

),

merged_contacts as (

    select * from {{ ref('stg_hubspot__merged_records') }}
    where record_type = 'contact'

),

merged_companies as (

    select * from {{ ref('stg_hubspot__merged_records') }}
    where record_type = 'company'

),

claims as (

    select
        contact_id,
        company_id,
        case when type_id = '1' then 1 else 3 end as claim_order
    from {{ source('hubspot', 'contact_company') }}
    where not _is_deleted

    union all

    select
        id as contact_id,
        property_associatedcompanyid as company_id,
        2 as claim_order
    from contacts

    union all

    -- an export by hand or by Airbyte lists them on the contact
    select
        id as contact_id,
        unnest(regexp_extract_all(company_ids, '\d+')) as company_id,
        4 as claim_order
    from contacts

),

-- Ids that lead to no company any more say nothing.
contact_companies as (

    select
        coalesce(merged_contacts.record_id, claims.contact_id) as contact_id,
        companies.id as company_id

    from claims
    left join merged_contacts on claims.contact_id = merged_contacts.merged_id
    left join merged_companies on claims.company_id = merged_companies.merged_id
    inner join companies
        on coalesce(merged_companies.record_id, claims.company_id) = companies.id
    qualify
        row_number() over (
            partition by coalesce(merged_contacts.record_id, claims.contact_id)
            order by
                merged_contacts.record_id is not null asc,
                claims.claim_order asc,
                companies.property_createdate asc nulls last,
                companies.id asc
        ) = 1

)

select * from contact_companies
