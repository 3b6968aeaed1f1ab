-- A loader brings a row per split, the API itself a row per deal with its splits.
with

answered as (

    select
        id as deal_id,
        unnest(splits) as split
    from {{ source('hubspot', 'deal_splits') }}
    where not _is_deleted

),

splits as (

    select
        id as split_id,
        deal_id,
        property_hubspot_owner_id as owner_id,
        property_hs_deal_split_percentage as credit_rate
    from {{ source('hubspot', 'deal_split') }}
    where not _is_deleted

    union

    select
        split['id'] as split_id,
        deal_id,
        split['properties']['hubspot_owner_id'] as owner_id,
        split['properties']['hs_deal_split_percentage'] as credit_rate
    from answered
    where not coalesce(split['archived'], false)

),

merged_records as (

    select * from {{ ref('stg_hubspot__merged_records') }}
    where record_type = 'deal'

),

-- The splits of a deal that was merged away are those of a deal that is gone.
renamed as (

    select
        {{ source_key('hubspot', 'splits.split_id') }} as opportunity_split_key,
        {{ source_key('hubspot', 'splits.deal_id') }} as opportunity_key,
        {{ source_key('hubspot', 'splits.owner_id') }} as owner_key,
        'Revenue' as split_type,
        splits.credit_rate

    from splits
    left join merged_records on splits.deal_id = merged_records.merged_id
    where merged_records.merged_id is null

)

select * from renamed
