with

stage_history as (

    select * from {{ ref('int_crm__opportunity_stages') }}

),

field_changes as (

    select * from {{ ref('int_crm__opportunity_field_changes') }}

),

migrated as (

    select * from {{ ref('int_crm__migrated_opportunities') }}

),

stage_map as (

    select * from {{ ref('opportunity_stages') }}

),

-- What a field was before its first change, it was from the beginning: it has no time.
first_values as (

    select *
    from field_changes
    where old_value is not null
    qualify
        row_number() over (
            partition by opportunity_key, field_name
            order by changed_at, opportunity_field_change_key
        ) = 1

),

{%- set stage_fields = {
    'stage': 'source_stage',
    'amount': 'amount',
    'close_date': 'close_date',
    'win_probability': 'win_probability',
} %}

recorded as (
    {%- for field, column in stage_fields.items() %}

        select
            opportunity_key,
            '{{ field }}' as field_name,
            cast({{ column }} as varchar) as field_value,
            entered_at as happened_at,
            opportunity_stage_key as event_key
        from stage_history

        union all
    {%- endfor %}

    select
        opportunity_key,
        field_name,
        new_value as field_value,
        changed_at as happened_at,
        opportunity_field_change_key as event_key
    from field_changes

    union all

    select
        opportunity_key,
        field_name,
        old_value as field_value,
        cast(null as timestamp) as happened_at,
        'first:' || opportunity_field_change_key as event_key
    from first_values

),

-- The history of a deal goes on in the CRM it was migrated to.
joined_up as (

    select
        coalesce(migrated.opportunity_key, recorded.opportunity_key) as opportunity_key,
        recorded.field_name,
        case
            when recorded.field_name = 'stage' then coalesce(stage_map.stage, 'unmapped')
            else recorded.field_value
        end as field_value,
        recorded.happened_at,
        recorded.event_key

    from recorded
    left join migrated on recorded.opportunity_key = migrated.old_opportunity_key
    left join stage_map
        on
        recorded.field_name = 'stage'
        and lower(trim(recorded.field_value)) = stage_map.source_stage

)

select * from joined_up
