with

deleted_records as (

    select * from {{ ref('stg_zoho_crm__deleted_records') }}

),

-- a record that came back from the recycle bin has changed since
accounts as (

    select records.*
    from {{ source('zoho_crm', 'accounts') }} as records
    left join deleted_records
        on
        records.id = deleted_records.record_id
        and coalesce(records.modified_time <= deleted_records.deleted_at, true)
    where not records._is_deleted and deleted_records.record_id is null

),

renamed as (

    select
        -- keys
        {{ source_key('zoho_crm', 'id') }} as account_key,
        {{ source_key('zoho_crm', 'parent_account_id') }} as parent_account_key,
        {{ source_key('zoho_crm', 'owner_id') }} as owner_key,

        -- attributes
        account_name,
        website,
        industry,
        billing_country as country,
        region,
        account_type,

        -- measures
        employees as employee_count,
        annual_revenue,

        -- times
        created_time as created_at

    from accounts

)

select * from renamed
