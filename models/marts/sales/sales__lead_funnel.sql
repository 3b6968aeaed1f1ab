with

lead_stages as (

    select * from {{ ref('lead_stages') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

leads as (

    select
        leads.*,
        cast(date_trunc('month', leads.created_at) as date) as cohort_month_start_date,
        case when leads.lead_source_type = 'outbound' then 'outbound' else 'inbound' end
            as lead_direction,
        coalesce(opportunities.is_lost, false) as is_lost,
        case
            when leads.won_at is not null then 6
            when leads.opportunity_key is not null then 5
            when leads.sql_at is not null then 4
            when leads.sal_at is not null then 3
            when leads.mql_at is not null then 2
            else 1
        end as furthest_order

    from {{ ref('fct_leads') }} as leads
    left join opportunities on leads.opportunity_key = opportunities.opportunity_key
    where leads.created_at is not null

),

cohorts as (

    select distinct
        cohort_month_start_date,
        lead_direction,
        lead_source_type

    from leads

),

-- A lead that got further passed the stages before, whether or not anybody wrote down when.
reached as (

    select
        leads.*,
        lead_stages.stage_order,
        leads.furthest_order > lead_stages.stage_order as has_moved_on,
        case lead_stages.stage_order
            when 2 then leads.mql_at is null
            when 3 then leads.sal_at is null
            when 4 then leads.sql_at is null
            when 5 then leads.opportunity_key is null
            else false
        end as is_imputed,
        leads.furthest_order = lead_stages.stage_order
        and leads.won_at is null
        and (leads.is_lost or (leads.opportunity_key is null and leads.rejected_at is not null))
            as is_dropped

    from leads
    inner join lead_stages on leads.furthest_order >= lead_stages.stage_order

),

by_stage as (

    select
        cohort_month_start_date,
        lead_direction,
        lead_source_type,
        stage_order,
        count(*) as entered_leads,
        count(*) filter (where is_imputed) as imputed_leads,
        count(*) filter (where has_moved_on) as moved_on_leads,
        count(*) filter (where won_at is not null) as won_leads,
        count(*) filter (where is_dropped) as dropped_leads,
        sum(won_amount) as won_amount

    from reached
    group by cohort_month_start_date, lead_direction, lead_source_type, stage_order

),

described as (

    select
        cohorts.cohort_month_start_date,
        cohorts.lead_direction,
        cohorts.lead_source_type,
        lead_stages.lead_stage,
        lead_stages.stage_order,
        cast(coalesce(by_stage.entered_leads, 0) as bigint) as entered_leads,
        cast(coalesce(by_stage.imputed_leads, 0) as bigint) as imputed_leads,
        cast(coalesce(by_stage.moved_on_leads, 0) as bigint) as moved_on_leads,
        cast(coalesce(by_stage.won_leads, 0) as bigint) as won_leads,
        cast(coalesce(by_stage.dropped_leads, 0) as bigint) as dropped_leads,
        cast(coalesce(by_stage.won_amount, 0) as decimal(18, 2)) as won_amount

    from cohorts
    cross join lead_stages
    left join by_stage
        on
        cohorts.cohort_month_start_date = by_stage.cohort_month_start_date
        and cohorts.lead_direction = by_stage.lead_direction
        and cohorts.lead_source_type = by_stage.lead_source_type
        and lead_stages.stage_order = by_stage.stage_order

),

rated as (

    select
        *,
        case
            when lead_stage != 'won'
                then entered_leads - moved_on_leads - dropped_leads
            else 0
        end as open_leads,
        case
            when lead_stage != 'won'
                then cast(moved_on_leads as double) / nullif(entered_leads, 0)
        end as next_stage_rate,
        cast(won_leads as double) / nullif(entered_leads, 0) as won_rate,
        cast(dropped_leads as double) / nullif(entered_leads, 0) as drop_off_rate

    from described

)

select * from rated
