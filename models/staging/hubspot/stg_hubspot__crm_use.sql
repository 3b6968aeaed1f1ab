-- A marketing tool beside another CRM has contacts with a lifecycle, companies and owners as well:
-- they are the other CRM's, and counting them here would double its leads. Where sales works in
-- HubSpot there are deals, or at least contacts that belong to somebody.
with

signs as (

    select 1 as sign from {{ source('hubspot', 'deal') }}
    where not _is_deleted

    union all

    select 1 as sign from {{ source('hubspot', 'contact') }}
    where not _is_deleted and property_hubspot_owner_id is not null

),

crm_use as (

    select cast(count(*) as bigint) as signs
    from signs
    having count(*) > 0

)

select * from crm_use
