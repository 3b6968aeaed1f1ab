{%- set target = var('lead_response_hours') ~ ' * 60' -%}
{%- set moments = ['mql_at', 'responded_at', 'day_end_at'] -%}
{%- set since_opening = fractional_days_between('hours.opens_at', 'moments.happened_at')
    ~ ' * 1440' -%}

with

-- Offices are open where the owner sells; whoever has no region, or one without a calendar, keeps
-- the hours of (any).
leads as (

    select
        leads.*,
        coalesce(own_hours.region, '(any)') as calendar_region,
        coalesce(own_hours.time_zone, any_hours.time_zone) as time_zone

    from {{ ref('fct_leads') }} as leads
    left join {{ ref('dim_sales_reps') }} as reps on leads.owner_key = reps.owner_key
    left join {{ ref('business_calendars') }} as own_hours on reps.region = own_hours.region
    left join {{ ref('business_calendars') }} as any_hours on any_hours.region = '(any)'

),

touched as (

    select
        lead_key,
        count(*) filter (where response_type != 'acceptance') as touches,
        max(occurred_at) filter (where response_type != 'acceptance') as last_touch_at,
        max(occurred_at) filter (where is_first_answer) as responded_at,
        max(owner_key) filter (where is_first_answer) as responder_key,
        max(response_type) filter (where is_first_answer) as response_type

    from {{ ref('fct_lead_touches') }}
    group by lead_key

),

answered as (

    select
        leads.lead_key,
        leads.mql_at,
        leads.calendar_region,
        leads.time_zone,
        leads.rejected_at is null
        and not coalesce(leads.is_converted, false)
        and leads.opportunity_key is null
        and leads.won_at is null as is_in_play,
        touched.responded_at,
        touched.responder_key,
        coalesce(touched.response_type, '(none)') as response_type,
        cast(coalesce(touched.touches, 0) as bigint) as touches,
        touched.last_touch_at,
        {{ end_of_day(as_of()) }} as day_end_at

    from leads
    left join touched on leads.lead_key = touched.lead_key

),

moments as (
    {% for moment in moments %}
        select
            lead_key,
            calendar_region,
            '{{ moment }}' as moment,
            {{ moment }} as happened_at,
            cast({{ local_time(moment, 'time_zone') }} as date) as local_date

        from answered
        where mql_at is not null and {{ moment }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Business minutes of the region from the first day of the calendar to each moment.
business_clock as (

    select
        moments.lead_key,
        {% for moment in moments %}
            max(
                hours.business_minutes_before
                + least(greatest(coalesce({{ since_opening }}, 0), 0), hours.business_minutes)
            ) filter (where moments.moment = '{{ moment }}') as {{ moment }}_minute,
        {% endfor %}
        moments.calendar_region

    from moments
    inner join {{ ref('dim_business_hours') }} as hours
        on
        moments.calendar_region = hours.region
        and moments.local_date = hours.date_day
    group by moments.lead_key, moments.calendar_region

),

-- The day in which the time allowed runs out: the last one that begins before it does.
due_days as (

    select
        lead_key,
        calendar_region,
        mql_at_minute + {{ target }} as due_minute

    from business_clock

    union all

    select
        cast(null as varchar) as lead_key,
        region as calendar_region,
        business_minutes_before as due_minute

    from {{ ref('dim_business_hours') }}
    where business_minutes > 0

),

placed as (

    select
        lead_key,
        calendar_region,
        due_minute,
        max(case when lead_key is null then due_minute end) over (
            partition by calendar_region
            order by due_minute asc, lead_key is null, lead_key asc
            rows between unbounded preceding and current row
        ) as opening_minute

    from due_days

),

due as (

    select
        placed.lead_key,
        {{ dbt.dateadd(
            'second',
            'cast(round((placed.due_minute - placed.opening_minute) * 60) as bigint)',
            'hours.opens_at'
        ) }} as due_at

    from placed
    inner join {{ ref('dim_business_hours') }} as hours
        on
        placed.calendar_region = hours.region
        and placed.opening_minute = hours.business_minutes_before
    where placed.lead_key is not null and hours.business_minutes > 0

),

measured as (

    select
        answered.*,
        {% for moment, span in [('responded_at', 'to_response'), ('day_end_at', 'since_mql')] %}
            cast(floor(round(
                {{ fractional_days_between('answered.mql_at', 'answered.' ~ moment) }} * 1440, 3
            )) as bigint) as minutes_{{ span }},
            cast(floor(round(
                business_clock.{{ moment }}_minute - business_clock.mql_at_minute, 3
            )) as bigint) as business_minutes_{{ span }},
        {% endfor %}
        due.due_at

    from answered
    left join business_clock on answered.lead_key = business_clock.lead_key
    left join due on answered.lead_key = due.lead_key

),

judged as (

    select
        *,
        case
            when mql_at is null then 'not due'
            when business_minutes_since_mql is null then 'no calendar'
            when business_minutes_to_response <= {{ target }} then 'answered in time'
            when responded_at is not null then 'answered late'
            when business_minutes_since_mql <= {{ target }} then 'due'
            when is_in_play then 'overdue'
            else 'never answered'
        end as response_status

    from measured

),

published as (

    select
        lead_key,
        mql_at,
        calendar_region,
        due_at,
        responded_at,
        responder_key,
        response_type,
        minutes_to_response,
        minutes_since_mql,
        business_minutes_to_response,
        business_minutes_since_mql,
        response_status,
        response_status = 'answered in time' as is_within_sla,
        response_status in ('answered late', 'overdue', 'never answered') as is_breached,
        touches,
        last_touch_at

    from judged

)

select * from published
