-- Stage, amount and close date are in opportunity_history, which tells them of every deal. Of a new
-- owner there are two rows: the one with ids counts. What is deleted may have been open once.
with

changes as (

    select
        *,
        case lower(field)
            when 'owner' then 'owner'
            when 'forecastcategoryname' then 'forecast_category'
            when 'nextstep' then 'next_step'
        end as field_name

    from {{ source('salesforce', 'opportunity_field_history') }}

),

renamed as (

    select
        {{ source_key('salesforce', 'id') }} as opportunity_field_change_key,
        {{ source_key('salesforce', 'opportunity_id') }} as opportunity_key,
        field_name,
        case
            when field_name = 'owner' then {{ source_key('salesforce', 'old_value') }}
            else old_value
        end as old_value,
        case
            when field_name = 'owner' then {{ source_key('salesforce', 'new_value') }}
            else new_value
        end as new_value,
        {{ source_key('salesforce', 'created_by_id') }} as changed_by_key,
        created_date as changed_at

    from changes
    where
        field_name is not null
        and (
            field_name != 'owner'
            or regexp_matches(coalesce(new_value, old_value), '^00[5G][0-9A-Za-z]{12,15}$')
        )

)

select * from renamed
