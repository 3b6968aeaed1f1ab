with

contacts as (

    select contacts.*
    from {{ source('hubspot', 'contact') }} as contacts
    inner join {{ ref('stg_hubspot__crm_use') }} as crm_use
        on crm_use.signs > 0
    left join {{ ref('stg_hubspot__merged_records') }} as merged_records
        on contacts.id = merged_records.merged_id and merged_records.record_type = 'contact'
    where not contacts._is_deleted and merged_records.merged_id is null

),

contact_companies as (

    select * from {{ ref('stg_hubspot__contact_companies') }}

),

renamed as (

    select
        -- keys
        {{ source_key('hubspot', 'contacts.id') }} as contact_key,
        {{ source_key('hubspot', 'contact_companies.company_id') }} as account_key,
        {{ source_key('hubspot', 'contacts.property_hubspot_owner_id') }} as owner_key,

        -- attributes
        contacts.property_email as email,
        nullif(
            trim(concat_ws(' ', contacts.property_firstname, contacts.property_lastname)), ''
        ) as full_name,
        contacts.property_jobtitle as job_title,
        coalesce(contacts.lead_source, contacts.property_hs_analytics_source) as lead_source,

        -- times
        contacts.property_createdate as created_at

    from contacts
    left join contact_companies on contacts.id = contact_companies.contact_id

)

select * from renamed
