with

deleted_records as (

    select * from {{ source('zoho_crm', 'deleted_records') }}
    where not _is_deleted

),

-- ids are unique in a whole org; a record that came back from the recycle bin has changed since
campaigns as (

    select records.*
    from {{ source('zoho_crm', 'campaigns') }} as records
    left join deleted_records
        on
        records.id = deleted_records.id
        and coalesce(records.modified_time <= deleted_records.deleted_time, true)
    where not records._is_deleted and deleted_records.id is null

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

        -- measures
        budgeted_cost as budget_amount,
        actual_cost,

        -- times
        start_date,
        end_date

    from campaigns

)

select * from renamed
