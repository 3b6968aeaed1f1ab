with

opportunities as (

    select
        *,
        case when is_won then 'won' when is_lost then 'lost' else 'open' end as outcome

    from {{ ref('fct_opportunities') }}

),

stages as (

    select * from {{ ref('stages') }}
    where not is_closed

),

-- What a CRM without history says of today is no stay.
stays as (

    select
        entries.stage,
        stages.stage_order,
        opportunities.opportunity_type,
        opportunities.outcome,
        entries.opportunity_key,
        entries.days_in_stage,
        entries.is_current

    from {{ ref('fct_opportunity_stages') }} as entries
    inner join stages on entries.stage = stages.stage
    inner join opportunities on entries.opportunity_key = opportunities.opportunity_key
    where not entries.is_imputed

),

durations as (

    select
        stage,
        stage_order,
        opportunity_type,
        outcome,
        cast(count(*) as bigint) as stage_entries,
        cast(count(distinct opportunity_key) as bigint) as opportunities,
        cast(count(*) filter (where is_current) as bigint) as lasting_entries,
        cast(sum(days_in_stage) as bigint) as days_in_stage,
        cast(sum(days_in_stage) as double) / count(*) as average_days_in_stage,
        cast(percentile_cont(0.5) within group (order by days_in_stage) as double)
            as median_days_in_stage,
        cast(percentile_cont(0.75) within group (order by days_in_stage) as double)
            as p75_days_in_stage,
        cast(percentile_cont(0.9) within group (order by days_in_stage) as double)
            as p90_days_in_stage

    from stays
    group by stage, stage_order, opportunity_type, outcome

)

select * from durations
