with

deleted_records as (

    select * from {{ source('zoho_crm', 'deleted_records') }}
    where not _is_deleted

),

-- ids are unique in a whole org; a record that came back from the recycle bin has changed since
contacts as (

    select records.*
    from {{ source('zoho_crm', 'contacts') }} as records
    left join deleted_records
        on
        records.id = deleted_records.id
        and coalesce(records.modified_time <= deleted_records.deleted_time, true)
    where not records._is_deleted and deleted_records.id is null

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
