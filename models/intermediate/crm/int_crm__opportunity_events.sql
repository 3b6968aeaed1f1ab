-- A deal without a history of stages was there all the same. Nobody knows as what, until it was
-- decided: that has a date. So has a decision, or a deletion, that the history missed. And a
-- forecast category that never changed, in a CRM that keeps its changes, always was what it is.
with

recorded_changes as (

    select * from {{ ref('int_crm__recorded_changes') }}
    where happened_at is null or cast(happened_at as date) <= {{ as_of() }}

),

opportunities as (

    select * from {{ ref('int_crm__opportunities') }}

),

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

stage_map as (

    select * from {{ ref('opportunity_stages') }}

),

stages as (

    select * from {{ ref('stages') }}

),

category_changes as (

    select * from {{ ref('int_crm__opportunity_field_changes') }}
    where field_name = 'forecast_category'

),

keeping_systems as (

    select distinct source_system from category_changes

),

changed_deals as (

    select distinct opportunity_key from recorded_changes
    where field_name = 'forecast_category'

),

last_changes as (

    select
        opportunity_key,
        max(happened_at) as last_happened_at
    from recorded_changes
    group by opportunity_key

),

last_stages as (

    select
        recorded_changes.opportunity_key,
        stages.is_closed

    from recorded_changes
    inner join stages on recorded_changes.field_value = stages.stage
    where recorded_changes.field_name = 'stage' and recorded_changes.happened_at is not null
    qualify
        row_number() over (
            partition by recorded_changes.opportunity_key
            order by recorded_changes.happened_at desc, recorded_changes.event_key desc
        ) = 1

),

deals as (

    select
        opportunities.opportunity_key,
        opportunities.created_at,
        opportunities.deleted_at,
        opportunities.amount,
        opportunities.close_date,
        opportunities.forecast_category,
        keeping_systems.source_system is not null
        and changed_deals.opportunity_key is null as has_kept_category,
        last_stages.opportunity_key is null as has_no_history,
        case
            when coalesce(opportunities.is_won, stages.is_won, false) then 'won'
            else 'lost'
        end as decision,
        case
            when
                coalesce(opportunities.is_closed, stages.is_closed, false)
                and not coalesce(last_stages.is_closed, false)
                then
                    greatest(
                        least(
                            {{ end_of_day('opportunities.close_date') }}, {{ end_of_day(as_of()) }}
                        ),
                        coalesce(last_changes.last_happened_at, opportunities.created_at)
                    )
        end as decided_at

    from opportunities
    left join migrated on opportunities.opportunity_key = migrated.old_opportunity_key
    left join stage_map on lower(trim(opportunities.source_stage)) = stage_map.source_stage
    left join stages on stage_map.stage = stages.stage
    left join last_changes on opportunities.opportunity_key = last_changes.opportunity_key
    left join last_stages on opportunities.opportunity_key = last_stages.opportunity_key
    left join keeping_systems on opportunities.source_system = keeping_systems.source_system
    left join changed_deals on opportunities.opportunity_key = changed_deals.opportunity_key
    where migrated.old_opportunity_key is null

),

events as (

    select
        recorded_changes.opportunity_key,
        recorded_changes.field_name,
        recorded_changes.field_value,
        recorded_changes.happened_at,
        recorded_changes.event_key,
        true as is_recorded
    from recorded_changes
    inner join deals on recorded_changes.opportunity_key = deals.opportunity_key

    union all

    select
        opportunity_key,
        'stage' as field_name,
        'unmapped' as field_value,
        created_at as happened_at,
        'created' as event_key,
        false as is_recorded
    from deals
    where has_no_history and created_at is not null
    {%- for field, value in [
        ('stage', 'decision'),
        ('amount', 'cast(amount as varchar)'),
        ('close_date', 'cast(close_date as varchar)'),
    ] %}

        union all

        select
            opportunity_key,
            '{{ field }}' as field_name,
            {{ value }} as field_value,
            decided_at as happened_at,
            'decided' as event_key,
            false as is_recorded
        from deals
        where decided_at is not null
    {%- endfor %}

    union all

    select
        opportunity_key,
        'forecast_category' as field_name,
        forecast_category as field_value,
        cast(null as timestamp) as happened_at,
        'never changed' as event_key,
        true as is_recorded
    from deals
    where has_kept_category

    union all

    select
        opportunity_key,
        'deleted' as field_name,
        'true' as field_value,
        deleted_at as happened_at,
        'deleted' as event_key,
        true as is_recorded
    from deals
    where deleted_at is not null

),

happened as (

    select * from events
    where happened_at is null or cast(happened_at as date) <= {{ as_of() }}

)

select * from happened
