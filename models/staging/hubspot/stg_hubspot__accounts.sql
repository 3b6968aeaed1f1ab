with

companies as (

    select companies.*
    from {{ source('hubspot', 'company') }} as companies
    inner join {{ ref('stg_hubspot__crm_use') }} as crm_use
        on crm_use.signs > 0
    left join {{ ref('stg_hubspot__merged_records') }} as merged_records
        on companies.id = merged_records.merged_id and merged_records.record_type = 'company'
    where not companies._is_deleted and merged_records.merged_id is null

),

renamed as (

    select
        -- keys
        {{ source_key('hubspot', 'id') }} as account_key,
        {{ source_key('hubspot', 'property_hs_parent_company_id') }} as parent_account_key,
        {{ source_key('hubspot', 'property_hubspot_owner_id') }} as owner_key,

        -- attributes
        property_name as account_name,
        coalesce(property_domain, property_website) as website,
        property_industry as industry,
        property_country as country,
        region,

        -- PROSPECT stays PROSPECT for ever; whether it bought is the lifecycle's to say
        case
            when lower(property_lifecyclestage) = 'customer' then 'Customer'
            else upper(left(property_type, 1)) || lower(substr(property_type, 2))
        end as account_type,

        -- measures
        property_numberofemployees as employee_count,
        property_annualrevenue as annual_revenue,

        -- times
        property_createdate as created_at

    from companies

)

select * from renamed
