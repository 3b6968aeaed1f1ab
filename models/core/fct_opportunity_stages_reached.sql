with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

entries as (

    select * from {{ ref('fct_opportunity_stages') }}

),

stages as (

    select * from {{ ref('stages') }}

),

-- A deal that was won once and is not now got as far as closing, one in a stage nobody knows is a
-- prospect.
places as (

    select
        stage,
        case
            when stage_order > 4 then 4
            when stage_order > 1 then stage_order
            else 1
        end as place

    from stages

),

-- The stages every deal passes on its way to won; lost may be entered from any of them.
path_stages as (

    select * from stages
    where stage_order between 1 and 4 or is_won

),

-- An entry that was made up from where the deal stands says nothing of when it got there.
entered as (

    select
        opportunity_key,
        stage,
        min(entered_at) as entered_at,
        count(*) filter (where not is_imputed) as entries

    from entries
    where stage != 'lost'
    group by opportunity_key, stage

),

fallen_back as (

    select
        opportunity_key,
        previous_stage as stage,
        count(*) as regressions

    from entries
    where is_regression
    group by opportunity_key, previous_stage

),

histories as (

    select distinct opportunity_key
    from entries
    where not is_imputed

),

furthest as (

    select
        opportunities.opportunity_key,
        opportunities.is_won,
        opportunities.is_closed,
        opportunities.created_at,
        opportunities.closed_at,
        histories.opportunity_key is not null as has_history,
        case
            when opportunities.is_won then 5
            else coalesce(max(places.place), 1)
        end as furthest_order

    from opportunities
    left join entered on opportunities.opportunity_key = entered.opportunity_key
    left join places on entered.stage = places.stage
    left join histories on opportunities.opportunity_key = histories.opportunity_key
    group by
        opportunities.opportunity_key,
        opportunities.is_won,
        opportunities.is_closed,
        opportunities.created_at,
        opportunities.closed_at,
        histories.opportunity_key

),

reached as (

    select
        furthest.opportunity_key || ':' || path_stages.stage as opportunity_stage_reached_key,
        furthest.opportunity_key,
        path_stages.stage,
        path_stages.stage_order,
        case
            when path_stages.is_won then furthest.closed_at
            when entered.entries > 0 then entered.entered_at
        end as entered_at,
        not path_stages.is_won and coalesce(entered.entries, 0) = 0 as is_imputed,
        not path_stages.is_won
        and furthest.has_history
        and coalesce(entered.entries, 0) = 0 as is_skipped,
        coalesce(fallen_back.regressions, 0) > 0 as has_regressed,
        path_stages.stage_order < furthest.furthest_order as has_moved_on,
        path_stages.stage_order = furthest.furthest_order
        and furthest.is_closed
        and not furthest.is_won as is_lost_here,
        path_stages.stage_order = furthest.furthest_order
        and not furthest.is_closed as is_still_here

    from furthest
    inner join path_stages on furthest.furthest_order >= path_stages.stage_order
    left join entered
        on
        furthest.opportunity_key = entered.opportunity_key
        and path_stages.stage = entered.stage
    left join fallen_back
        on
        furthest.opportunity_key = fallen_back.opportunity_key
        and path_stages.stage = fallen_back.stage

)

select * from reached
