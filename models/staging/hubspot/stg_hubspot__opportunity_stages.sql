-- HubSpot keeps each property's history on its own. What a deal was at a moment is the last that
-- was said of each up to then.
with

deals as (

    select * from {{ source('hubspot', 'deal') }}

),

stages as (

    select * from {{ source('hubspot', 'deal_pipeline_stage') }}

),

stage_entries as (

    select
        deal_id,
        date_entered as changed_at,
        value as stage_id

    from {{ source('hubspot', 'deal_stage') }}
    where not _is_deleted

),

values_taken as (

    select
        deal_id,
        timestamp as changed_at,
        case when name = 'dealstage' then value end as stage_id,
        case when name = 'amount' then try_cast(value as decimal(18, 4)) end as amount,

        -- a time in words, or in milliseconds
        coalesce(
            try_cast(case when name = 'closedate' then value end as date),
            cast(
                make_timestamp(
                    try_cast(case when name = 'closedate' then value end as bigint) * 1000
                ) as date
            )
        ) as close_date

    from {{ source('hubspot', 'deal_property_history') }}
    where name in ('dealstage', 'amount', 'closedate') and not _is_deleted

),

-- An export by hand knows no history, but since when the deal is where it is.
present_stages as (

    select
        deals.deal_id,
        deals.property_hs_v2_date_entered_current_stage as changed_at,
        deals.deal_pipeline_stage_id as stage_id,
        deals.property_amount as amount,
        cast(deals.property_closedate as date) as close_date

    from deals
    left join stage_entries on deals.deal_id = stage_entries.deal_id
    left join values_taken on deals.deal_id = values_taken.deal_id
    where
        deals.property_hs_v2_date_entered_current_stage is not null
        and stage_entries.deal_id is null
        and values_taken.deal_id is null

),

changes as (

    select
        deal_id,
        changed_at,
        stage_id,
        cast(null as decimal(18, 4)) as amount,
        cast(null as date) as close_date
    from stage_entries

    union all

    select * from values_taken

    union all

    select * from present_stages

),

moments as (

    select
        deal_id,
        changed_at,
        max(stage_id) as stage_id,
        max(amount) as amount,
        max(close_date) as close_date

    from changes
    group by deal_id, changed_at

),

known as (

    select
        deal_id,
        changed_at,
        last_value(stage_id ignore nulls) over so_far as stage_id,
        last_value(amount ignore nulls) over so_far as amount,
        last_value(close_date ignore nulls) over so_far as close_date

    from moments
    window
        so_far as (
            partition by deal_id
            order by changed_at
            rows between unbounded preceding and current row
        )

),

renamed as (

    select
        -- keys: who made a change is known only in words
        {{ source_key('hubspot', "known.deal_id || ':' || cast(known.changed_at as varchar)") }}
            as opportunity_stage_key,
        {{ source_key('hubspot', 'known.deal_id') }} as opportunity_key,
        cast(null as varchar) as changed_by_key,

        -- attributes
        coalesce(stages.label, known.stage_id) as source_stage,

        -- measures
        known.amount,
        stages.probability as win_probability,

        -- times
        known.changed_at as entered_at,
        known.close_date

    from known
    inner join deals on known.deal_id = deals.deal_id
    left join stages on known.stage_id = stages.stage_id

    -- before it had a stage it was not a deal yet
    where known.stage_id is not null

)

select * from renamed
