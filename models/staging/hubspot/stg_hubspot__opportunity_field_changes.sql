-- Stage, amount and close date are in stg_hubspot__opportunity_stages. HubSpot keeps each value a
-- property took, so that the old value is the one before; who made a change it says in words alone.
-- What is deleted may have been open once.
with

values_taken as (

    select
        deal_id,
        timestamp as changed_at,
        case name
            when 'hubspot_owner_id' then 'owner'
            when 'hs_manual_forecast_category' then 'forecast_category'
            when 'hs_next_step' then 'next_step'
        end as field_name,
        case
            when name = 'hubspot_owner_id'
                then {{ source_key('hubspot', "nullif(value, '')") }}
            when name = 'hs_manual_forecast_category'
                then case upper(value)
                        when 'OMIT' then 'Omitted'
                        when 'PIPELINE' then 'Pipeline'
                        when 'BEST_CASE' then 'Best Case'
                        when 'MOST_LIKELY' then 'Most Likely'
                        when 'COMMIT' then 'Commit'
                        when 'CLOSED' then 'Closed'
                        else value
                    end
            else value
        end as new_value

    from {{ source('hubspot', 'deal_property_history') }}
    where name in ('hubspot_owner_id', 'hs_manual_forecast_category', 'hs_next_step')

),

renamed as (

    select
        {{ source_key(
            'hubspot', "deal_id || ':' || field_name || ':' || cast(changed_at as varchar)"
        ) }} as opportunity_field_change_key,
        {{ source_key('hubspot', 'deal_id') }} as opportunity_key,
        field_name,
        lag(new_value) over (
            partition by deal_id, field_name
            order by changed_at
        ) as old_value,
        new_value,
        cast(null as varchar) as changed_by_key,
        changed_at

    from values_taken

)

select * from renamed
