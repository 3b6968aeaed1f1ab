-- Stage, amount and closing date are in the stage history. A new owner is an id, a lookup with an
-- id in it, or a name, which tells who is meant where only one user has it. What is deleted may
-- have been open once.
with

entries as (

    select
        id,
        deal_id,
        done_by_id,
        audited_time,
        unnest(field_history) as field_change
    from {{ source('zoho_crm', 'timeline') }}

),

changes as (

    select
        id,
        deal_id,
        done_by_id,
        audited_time,
        lower(field_change['api_name']) as field_name,
        field_change['_value']['old'] as old_value,
        field_change['_value']['new'] as new_value
    from entries
    where lower(field_change['api_name']) in ('owner', 'forecast_category', 'next_step')

),

users as (

    select
        full_name,
        min(owner_key) as owner_key
    from {{ ref('stg_zoho_crm__users') }}
    group by full_name
    having count(*) = 1

),

renamed as (

    select
        {{ source_key('zoho_crm', "changes.id || ':' || changes.field_name") }}
            as opportunity_field_change_key,
        {{ source_key('zoho_crm', 'changes.deal_id') }} as opportunity_key,
        changes.field_name,
        case
            when changes.field_name != 'owner' then changes.old_value
            else coalesce(
                {{ source_key(
                    'zoho_crm', "nullif(regexp_extract(changes.old_value, '[0-9]{15,20}'), '')"
                ) }},
                    old_owners.owner_key
                )
        end as old_value,
        case
            when changes.field_name != 'owner' then changes.new_value
            else coalesce(
                {{ source_key(
                    'zoho_crm', "nullif(regexp_extract(changes.new_value, '[0-9]{15,20}'), '')"
                ) }},
                    new_owners.owner_key
                )
        end as new_value,
        {{ source_key('zoho_crm', 'changes.done_by_id') }} as changed_by_key,
        changes.audited_time as changed_at

    from changes
    left join users as old_owners on changes.old_value = old_owners.full_name
    left join users as new_owners on changes.new_value = new_owners.full_name

)

select * from renamed
