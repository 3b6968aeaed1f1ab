with

deleted_records as (

    select * from {{ ref('stg_zoho_crm__deleted_records') }}

),

-- a record that came back from the recycle bin has changed since
leads as (

    select leads.*
    from {{ source('zoho_crm', 'leads') }} as leads
    left join deleted_records
        on
        leads.id = deleted_records.record_id
        and coalesce(leads.modified_time <= deleted_records.deleted_at, true)
    where not leads._is_deleted and deleted_records.record_id is null

),

renamed as (

    select
        -- keys
        {{ source_key('zoho_crm', 'id') }} as lead_key,
        {{ source_key('zoho_crm', 'owner_id') }} as owner_key,
        {{ source_key('zoho_crm', 'converted_contact_id') }} as converted_contact_key,
        {{ source_key('zoho_crm', 'converted_account_id') }} as converted_account_key,
        {{ source_key('zoho_crm', 'converted_deal_id') }} as converted_opportunity_key,

        -- attributes
        email,
        trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) as full_name,
        company as company_name,
        designation as job_title,
        website,
        industry,
        country,
        lead_source,
        lead_status as source_status,
        rejection_reason,
        budget_level,
        authority_level,
        need_level,
        timeline_level,

        -- flags
        is_converted,

        -- measures
        score,

        -- times
        created_time as created_at,
        mql_at,
        sal_at,
        sql_at,
        rejected_at,
        converted_at,

        -- Zoho says it of deals alone
        cast(null as timestamp) as won_at

    from leads

)

select * from renamed
