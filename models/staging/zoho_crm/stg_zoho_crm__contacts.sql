with

deleted_records as (

    select * from {{ ref('stg_zoho_crm__deleted_records') }}

),

-- a record that came back from the recycle bin has changed since
contacts as (

    select contacts.*
    from {{ source('zoho_crm', 'contacts') }} as contacts
    left join deleted_records
        on
        contacts.id = deleted_records.record_id
        and coalesce(contacts.modified_time <= deleted_records.deleted_at, true)
    where not contacts._is_deleted and deleted_records.record_id is null

),

renamed as (

    select
        -- keys
        {{ source_key('zoho_crm', 'id') }} as contact_key,
        {{ source_key('zoho_crm', 'account_id') }} as account_key,
        {{ source_key('zoho_crm', 'owner_id') }} as owner_key,

        -- attributes
        email,
        trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) as full_name,
        title as job_title,
        lead_source,

        -- times
        created_time as created_at

    from contacts

)

select * from renamed
