with

changes as (

    select
        *,
        replace(lower(trim(field_name)), ' ', '_') as known_field
    from {{ source('files', 'opportunity_field_changes') }}

)

select
    {{ files_key('opportunity_field_change_id') }} as opportunity_field_change_key,
    {{ files_key('opportunity_id') }} as opportunity_key,
    known_field as field_name,
    case when known_field = 'owner' then {{ files_key('old_value') }} else old_value end
        as old_value,
    case when known_field = 'owner' then {{ files_key('new_value') }} else new_value end
        as new_value,
    {{ files_key('changed_by_id') }} as changed_by_key,
    changed_at

from changes
where
    known_field in (
        'owner', 'forecast_category', 'amount', 'close_date', 'stage', 'next_step'
    )
