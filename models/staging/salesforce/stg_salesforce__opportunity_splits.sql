-- A split without a kind has the default one, which is validated to 100 percent.
with

splits as (

    select * from {{ source('salesforce', 'opportunity_split') }}
    where not _is_deleted

),

split_types as (

    select * from {{ source('salesforce', 'opportunity_split_type') }}

),

renamed as (

    select
        {{ source_key('salesforce', 'splits.id') }} as opportunity_split_key,
        {{ source_key('salesforce', 'splits.opportunity_id') }} as opportunity_key,
        {{ source_key('salesforce', 'splits.split_owner_id') }} as owner_key,
        coalesce(split_types.developer_name, 'Revenue') as split_type,
        splits.split_percentage / 100.0 as credit_rate

    from splits
    left join split_types on splits.split_type_id = split_types.id

)

select * from renamed
