-- The owner of what sales did is the rep who did most of it.
with

steps as (

    select * from {{ ref('fct_journey_steps') }}
    where opportunity_key is not null

),

journeys as (

    select * from {{ ref('fct_journeys') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

by_owner as (

    select
        opportunity_key,
        phase,
        side,
        owner_key,
        count(*) as touches,
        count(*) filter (where is_one_to_one) as one_to_one_touches,
        min(step_number) as first_step_number,
        min(touched_at) as first_touch_at,
        max(touched_at) as last_touch_at

    from steps
    group by opportunity_key, phase, side, owner_key

),

main_owners as (

    select
        opportunity_key,
        phase,
        side,
        owner_key

    from by_owner
    qualify
        row_number() over (
            partition by opportunity_key, phase, side
            order by touches desc, first_step_number asc
        ) = 1

),

totals as (

    select
        opportunity_key,
        phase,
        side,
        sum(touches) as touches,
        sum(one_to_one_touches) as one_to_one_touches,
        count(*) filter (where owner_key != '(no owner)') as owners,
        min(first_step_number) as first_step_number,
        min(first_touch_at) as first_touch_at,
        max(last_touch_at) as last_touch_at

    from by_owner
    group by opportunity_key, phase, side

),

described as (

    select
        totals.opportunity_key,
        journeys.journey_outcome,
        journeys.opportunity_type,
        totals.phase,
        case totals.phase
            when 'earlier_deal' then 1
            when 'pre_lead' then 2
            when 'pre_opportunity' then 3
            else 4
        end as phase_order,
        totals.side,
        main_owners.owner_key,
        coalesce(reps.rep_name, '(not set)') as owner_name,
        cast(totals.owners as bigint) as owners,
        totals.first_step_number,
        cast(totals.touches as bigint) as touches,
        cast(totals.one_to_one_touches as bigint) as one_to_one_touches,
        totals.first_touch_at,
        totals.last_touch_at,
        cast(totals.one_to_one_touches as double) / nullif(totals.touches, 0) as one_to_one_rate

    from totals
    inner join journeys on totals.opportunity_key = journeys.opportunity_key
    inner join main_owners
        on
        totals.opportunity_key = main_owners.opportunity_key
        and totals.phase = main_owners.phase
        and totals.side = main_owners.side
    left join reps on main_owners.owner_key = reps.owner_key

)

select * from described
