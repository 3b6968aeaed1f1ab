with

deleted_records as (

    select * from {{ ref('stg_zoho_crm__deleted_records') }}

),

-- a record that came back from the recycle bin has changed since
campaigns as (

    select campaigns.*
    from {{ source('zoho_crm', 'campaigns') }} as campaigns
    left join deleted_records
        on
        campaigns.id = deleted_records.record_id
        and coalesce(campaigns.modified_time <= deleted_records.deleted_at, true)
    where not campaigns._is_deleted and deleted_records.record_id is null

),

renamed as (

    select
        -- keys
        {{ source_key('zoho_crm', 'id') }} as campaign_key,
        {{ source_key('zoho_crm', 'parent_campaign_id') }} as parent_campaign_key,

        -- attributes
        campaign_name,
        type as campaign_type,
        status,
        message,

        -- measures
        budgeted_cost as budget_amount,
        actual_cost,

        -- times
        start_date,
        end_date

    from campaigns

)

select * from renamed
