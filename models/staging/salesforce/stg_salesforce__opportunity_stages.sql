-- The history of a deleted deal is deleted with it, and happened all the same.
with

deleted_opportunities as (

    select id from {{ source('salesforce', 'opportunity') }}
    where _is_deleted

),

history as (

    select opportunity_history.*
    from {{ source('salesforce', 'opportunity_history') }} as opportunity_history
    left join deleted_opportunities
        on opportunity_history.opportunity_id = deleted_opportunities.id
    where not opportunity_history._is_deleted or deleted_opportunities.id is not null

),

renamed as (

    select
        -- keys
        {{ source_key('salesforce', 'id') }} as opportunity_stage_key,
        {{ source_key('salesforce', 'opportunity_id') }} as opportunity_key,
        {{ source_key('salesforce', 'created_by_id') }} as changed_by_key,

        -- attributes
        stage_name as source_stage,

        -- measures
        amount,
        probability / 100.0 as win_probability,

        -- times
        created_date as entered_at,
        close_date

    from history

)

select * from renamed
