{%- set fields = [
    'stage', 'amount', 'close_date', 'win_probability', 'owner', 'forecast_category', 'deleted'
] -%}

with

events as (

    select * from {{ ref('int_crm__opportunity_events') }}

),

began as (

    select
        opportunity_key,
        min(happened_at) as began_at
    from events
    group by opportunity_key

),

-- As text, where null says nothing about the field and an empty text that it was emptied.
spread as (

    select
        events.opportunity_key,
        coalesce(events.happened_at, began.began_at) as happened_at,
        events.happened_at is not null as is_change,
        events.event_key,
        events.field_name,
        {%- for field in fields %}
            case when events.field_name = '{{ field }}' then coalesce(events.field_value, '') end
                as new_{{ field }},
        {%- endfor %}
        events.field_name = 'stage' and not events.is_recorded as is_guess

    from events
    inner join began on events.opportunity_key = began.opportunity_key

),

-- How often each field was said so far: what was said last is the only one with that number.
numbered as (

    select
        *,
        {%- for field in fields %}
            count(new_{{ field }}) over so_far as {{ field }}_number,
        {%- endfor %}
        row_number() over (
            partition by opportunity_key, cast(happened_at as date)
            order by happened_at desc, is_change desc, event_key desc, field_name desc
        ) as from_the_end

    from spread
    window
        so_far as (
            partition by opportunity_key
            order by happened_at, is_change, event_key, field_name
            rows between unbounded preceding and current row
        )

),

known as (

    select
        opportunity_key,
        cast(happened_at as date) as changed_date,
        from_the_end,
        {%- for field in fields %}
            max(new_{{ field }})
                over (partition by opportunity_key, {{ field }}_number)
                as {{ field }},
        {%- endfor %}
        max(case when is_guess then 1 else 0 end) over (
            partition by opportunity_key, stage_number
        ) = 1 as is_guess

    from numbered

),

-- Before it had a stage it was not a deal yet.
days as (

    select
        opportunity_key,
        changed_date,
        stage,
        not is_guess as is_recorded,
        deleted is not null as is_deleted,
        cast(nullif(amount, '') as decimal(18, 4)) as amount,
        cast(nullif(close_date, '') as date) as close_date,
        cast(nullif(win_probability, '') as double) as win_probability,
        nullif(owner, '') as owner_key,
        nullif(forecast_category, '') as forecast_category

    from known
    where from_the_end = 1 and stage is not null

)

select * from days
