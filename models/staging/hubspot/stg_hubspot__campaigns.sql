with

campaigns as (

    select
        campaigns.id as campaign_id,
        campaigns.property_hs_name as campaign_name,
        campaigns.campaign_type,
        campaigns.property_hs_campaign_status as status,
        campaigns.message,
        campaigns.property_hs_budget_items_sum_amount as budget_amount,
        campaigns.property_hs_spend_items_sum_amount as actual_cost,
        campaigns.property_hs_start_date as start_date,
        campaigns.property_hs_end_date as end_date

    from {{ source('hubspot', 'campaign') }} as campaigns
    cross join {{ ref('stg_hubspot__crm_use') }} as crm_use
    where not campaigns._is_deleted and crm_use.signs > 0

    union all

    select
        member_of_id as campaign_id,
        list_name as campaign_name,
        'list' as campaign_type,
        cast(null as varchar) as status,
        cast(null as varchar) as message,
        cast(null as decimal(18, 4)) as budget_amount,
        cast(null as decimal(18, 4)) as actual_cost,
        created_date as start_date,
        cast(null as date) as end_date

    from {{ ref('stg_hubspot__campaign_lists') }}
    where campaign_id is null

),

renamed as (

    select
        -- keys
        {{ source_key('hubspot', 'campaign_id') }} as campaign_key,
        cast(null as varchar) as parent_campaign_key,

        -- attributes
        campaign_name,
        campaign_type,
        status,
        message,

        -- measures
        budget_amount,
        actual_cost,

        -- times
        start_date,
        end_date

    from campaigns

)

select * from renamed
