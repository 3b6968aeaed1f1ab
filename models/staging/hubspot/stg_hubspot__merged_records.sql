-- HubSpot names what was merged into a record on the record itself; some exports have a table of
-- merges instead. Merges chain: who is left in the end speaks for all.
with recursive

named as (

    select
        'contact' as record_type,
        id as record_id,
        unnest(string_split(property_hs_merged_object_ids, ';')) as merged_id
    from {{ source('hubspot', 'contact') }}

    union all

    select
        'company' as record_type,
        id as record_id,
        unnest(string_split(property_hs_merged_object_ids, ';')) as merged_id
    from {{ source('hubspot', 'company') }}

    union all

    select
        'deal' as record_type,
        deal_id as record_id,
        unnest(string_split(property_hs_merged_object_ids, ';')) as merged_id
    from {{ source('hubspot', 'deal') }}

    union all

    select
        'contact' as record_type,
        canonical_vid as record_id,
        vid_to_merge as merged_id
    from {{ source('hubspot', 'contact_merge_audit') }}

    union all

    select
        'deal' as record_type,
        deal_id as record_id,
        merged_deal_id as merged_id
    from {{ source('hubspot', 'merged_deal') }}

),

merged as (

    select distinct
        record_type,
        record_id,
        trim(merged_id) as merged_id
    from named
    where trim(merged_id) not in ('', record_id)

),

reached (record_type, merged_id, record_id) as (

    select
        record_type,
        merged_id,
        record_id
    from merged

    union

    select
        reached.record_type,
        reached.merged_id,
        merged.record_id
    from reached
    inner join merged
        on
        reached.record_type = merged.record_type
        and reached.record_id = merged.merged_id

),

merged_records as (

    select
        reached.record_type,
        reached.merged_id,
        min(reached.record_id) as record_id

    from reached
    left join merged
        on
        reached.record_type = merged.record_type
        and reached.record_id = merged.merged_id
    where merged.merged_id is null
    group by reached.record_type, reached.merged_id

)

select * from merged_records
