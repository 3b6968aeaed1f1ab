with

entries as (

    select * from {{ ref('int_crm__stage_entries') }}

),

timed as (

    select
        opportunity_stage_key,
        opportunity_key,
        stage,
        coalesce(source_stage, '(not set)') as source_stage,
        stage_order,
        coalesce(previous_stage, '(none)') as previous_stage,
        entry_number,
        entered_at,
        exited_at,
        {{ days_between('entered_at', 'coalesce(exited_at, ' ~ as_of() ~ ')') }} as days_in_stage,
        is_current,
        is_regression,
        is_skip,
        is_imputed

    from entries

)

select * from timed
