with

associations as (

    select * from {{ source('linkedin_sales_navigator', 'profile_association') }}
    where not _is_deleted

),

crm_partners as (

    select * from {{ ref('crm_partners') }}

),

matches as (

    select
        replace(associations.member, 'urn:li:person:', '') as member,

        -- a record may be written with the name of its CRM, as in our own files
        case
            when associations.record_id like '%:%' then associations.record_id
            else
                coalesce(crm_partners.source_system, lower(associations.partner))
                || ':'
                || associations.record_id
        end as record_key,
        coalesce(
            lower(associations.record_type) = 'lead',
            associations.record_id like crm_partners.lead_id_pattern,
            false
        ) as is_lead

    from associations
    left join crm_partners on upper(trim(associations.partner)) = crm_partners.partner

),

renamed as (

    select
        -- keys
        {{ source_key('linkedin_sales_navigator', 'member') }} as member_key,
        case when not is_lead then record_key end as contact_key,
        case when is_lead then record_key end as lead_key,

        -- attributes
        cast(null as varchar) as email,
        'CRM Sync' as matched_by

    from matches

)

select * from renamed
