with

matches as (

    select
        replace(member, 'urn:li:person:', '') as member,

        -- a record may be written with the name of its CRM, as in our own files
        case
            when record_id like '%:%' then record_id
            when upper(partner) in ('SFDC', 'SALESFORCE')
                then {{ source_key('salesforce', 'record_id') }}
            else lower(partner) || ':' || record_id
        end as record_key,
        coalesce(
            lower(record_type) = 'lead',
            upper(partner) in ('SFDC', 'SALESFORCE') and record_id like '00Q%'
        ) as is_lead

    from {{ source('linkedin_sales_navigator', 'profile_association') }}
    where not _is_deleted

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
