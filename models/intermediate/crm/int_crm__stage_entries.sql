with

opportunities as (

    select * from {{ ref('int_crm__current_opportunities') }}

),

history as (

    select * from {{ ref('int_crm__opportunity_stages') }}

),

opportunity_stages as (

    select * from {{ ref('opportunity_stages') }}

),

stages as (

    select * from {{ ref('stages') }}

),

recorded as (

    select
        history.opportunity_stage_key,
        history.opportunity_key,
        history.source_stage,
        history.entered_at,
        false as is_imputed

    from history
    inner join opportunities on history.opportunity_key = opportunities.opportunity_key

),

-- A CRM without stage history still says where the deal stands today.
imputed as (

    select
        opportunities.opportunity_key || ':today' as opportunity_stage_key,
        opportunities.opportunity_key,
        opportunities.source_stage,
        opportunities.created_at as entered_at,
        true as is_imputed

    from opportunities
    left join recorded on opportunities.opportunity_key = recorded.opportunity_key
    where recorded.opportunity_key is null and opportunities.created_at is not null

),

changes as (

    select * from recorded
    union all
    select * from imputed

),

mapped as (

    select
        changes.*,
        coalesce(opportunity_stages.stage, 'unmapped') as stage

    from changes
    left join opportunity_stages
        on lower(trim(changes.source_stage)) = opportunity_stages.source_stage

),

compared as (

    select
        *,
        lag(stage) over (
            partition by opportunity_key
            order by entered_at, opportunity_stage_key
        ) as stage_before

    from mapped

),

-- CRMs also write history when only the amount or the close date changes.
entries as (

    select
        compared.*,
        stages.stage_order,
        stages.is_closed,
        lag(stages.stage_order) over journey as previous_order,
        lag(compared.stage) over journey as previous_stage,
        lead(compared.entered_at) over journey as exited_at,
        row_number() over journey as entry_number

    from compared
    inner join stages on compared.stage = stages.stage
    where compared.stage_before is null or compared.stage_before != compared.stage
    window
        journey as (
            partition by compared.opportunity_key
            order by compared.entered_at, compared.opportunity_stage_key
        )

),

compared_entries as (

    select
        opportunity_stage_key,
        opportunity_key,
        source_stage,
        stage,
        stage_order,
        previous_stage,
        entered_at,
        exited_at,
        cast(entry_number as integer) as entry_number,
        is_imputed,
        exited_at is null as is_current,
        not is_closed and coalesce(stage_order < previous_order, false) as is_regression,
        not is_closed and stage_order > coalesce(previous_order, 0) + 1 as is_skip

    from entries

)

select * from compared_entries
