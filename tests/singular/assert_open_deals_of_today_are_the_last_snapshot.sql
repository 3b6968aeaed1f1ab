-- The pipeline of today, worked out of histories, is the one of the CRM's records. A deal whose
-- last recorded stage contradicts its record, and one without any date, cannot be held to that.
{{ config(group='platform') }}

with

deals as (

    select * from {{ ref('fct_opportunities') }}

),

states as (

    select * from {{ ref('fct_opportunity_states') }}
    where until_date > {{ as_of() }}

),

snapshots as (

    select * from {{ ref('fct_pipeline_snapshots') }}
    where snapshot_date = {{ as_of() }}

)

select
    deals.opportunity_key,
    deals.stage,
    states.stage as stage_of_history

from deals
inner join states on deals.opportunity_key = states.opportunity_key
left join snapshots on deals.opportunity_key = snapshots.opportunity_key
where
    (states.is_open != (snapshots.opportunity_key is not null))
    or (
        deals.is_closed = (snapshots.opportunity_key is not null)
        and deals.stage = states.stage
    )
