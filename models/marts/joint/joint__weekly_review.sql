{#- Measure, what it is counted of, its day, how much, which rows count, and by what it is told
    apart. -#}
{% set measures = [
    ('visits', ref('fct_sessions'), 'session_date', '1', 'is_counted', ['channel']),
    ('spend', ref('fct_ad_performance'), 'performance_date', 'reporting_spend', 'true', ['channel']),
    ('new leads', 'leads', 'created_at', '1', 'true', ['channel']),
    ('qualified leads', 'leads', 'mql_at', '1', 'mql_at is not null', ['channel']),
    ('accepted leads', 'leads', 'sal_at', '1', 'sal_at is not null', ['channel']),
    ('leads sent back', 'leads', 'rejected_at', '1', 'rejected_at is not null',
     ['rejection_reason', 'channel']),
    ('late answers', 'responses', 'due_at', '1', 'is_breached', ['rep_name']),
    ('new deals', 'deals', 'created_at', '1', 'true', ['opportunity_type', 'lead_source']),
    ('new pipeline', 'deals', 'created_at', 'reporting_amount', 'true',
     ['opportunity_type', 'lead_source']),
    ('deals reaching a stage', ref('fct_opportunity_stages_reached'), 'entered_at', '1', 'entered_at is not null', ['stage']),
    ('won deals', 'deals', 'close_date', '1', 'is_won', ['opportunity_type', 'rep_name']),
    ('won revenue', 'deals', 'close_date', 'reporting_amount', 'is_won',
     ['opportunity_type', 'rep_name']),
    ('lost deals', 'deals', 'close_date', '1', 'is_lost', ['loss_reason', 'rep_name']),
    ('lost value', 'deals', 'close_date', 'reporting_amount', 'is_lost', ['loss_reason', 'rep_name']),
    ('slipped deals', 'slips', 'change_date', '1', 'true', ['stage', 'rep_name']),
    ('slipped value', 'slips', 'change_date', 'reporting_amount', 'true', ['stage', 'rep_name']),
    ('feedback', ref('fct_feedback'), 'feedback_date', '1', 'true', ['reason']),
] -%}
with

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

responses as (

    select
        responses.due_at,
        responses.is_breached,
        reps.rep_name

    from {{ ref('fct_lead_responses') }} as responses
    inner join leads on responses.lead_key = leads.lead_key
    left join reps on leads.owner_key = reps.owner_key

),

deals as (

    select
        deals.*,
        reps.rep_name

    from {{ ref('fct_opportunities') }} as deals
    left join reps on deals.owner_key = reps.owner_key

),

-- Open deals whose close was put off.
slips as (

    select
        changes.change_date,
        changes.stage,
        changes.reporting_amount,
        reps.rep_name

    from {{ ref('fct_pipeline_changes') }} as changes
    left join reps on changes.owner_key = reps.owner_key
    where changes.was_open and changes.is_open and changes.close_date > changes.close_date_before

),

measured as (

    {% for measure, counted, happened_on, amount, condition, breakdowns in measures %}
        {% set last_measure = loop.last %}
        {% for breakdown in ['(all)'] + breakdowns %}
            select
                '{{ measure }}' as measure,
                '{{ breakdown }}' as breakdown,
                {% if breakdown == '(all)' -%}
                    '(all)'
                {%- else -%}
                    coalesce({{ breakdown }}, '(not set)')
                {%- endif %} as breakdown_name,
                cast({{ happened_on }} as date) as measured_date,
                cast(coalesce({{ amount }}, 0) as decimal(18, 6)) as measured_value

            from {{ counted }}
            where {{ condition }}
            {{ 'union all' if not (last_measure and loop.last) }}
        {% endfor %}
    {% endfor %}

),

dates as (

    select
        date_day,
        week_start_date

    from {{ ref('dim_dates') }}
    where is_past

),

summed as (

    select
        measured.measure,
        measured.breakdown,
        measured.breakdown_name,
        dates.week_start_date,
        sum(measured.measured_value) as week_value

    from measured
    inner join dates on measured.measured_date = dates.date_day
    group by
        measured.measure,
        measured.breakdown,
        measured.breakdown_name,
        dates.week_start_date

),

beginnings as (

    select
        measure,
        breakdown,
        breakdown_name,
        min(week_start_date) as begins_date

    from summed
    group by measure, breakdown, breakdown_name

),

weeks as (

    select
        week_start_date,
        max(date_day) = {{ dbt.dateadd('day', 6, 'week_start_date') }} as is_week_over

    from dates
    group by week_start_date

),

filled as (

    select
        weeks.week_start_date,
        weeks.is_week_over,
        beginnings.measure,
        beginnings.breakdown,
        beginnings.breakdown_name,
        coalesce(summed.week_value, 0) as week_value

    from beginnings
    inner join weeks on beginnings.begins_date <= weeks.week_start_date
    left join summed
        on
        beginnings.measure = summed.measure
        and beginnings.breakdown = summed.breakdown
        and beginnings.breakdown_name = summed.breakdown_name
        and weeks.week_start_date = summed.week_start_date

),

compared as (

    select
        *,
        lag(week_value) over (
            partition by measure, breakdown, breakdown_name order by week_start_date
        ) as value_week_before,
        avg(week_value) over (
            partition by measure, breakdown, breakdown_name
            order by week_start_date
            rows between 4 preceding and 1 preceding
        ) as mean_4_weeks

    from filled

),

-- Of what is told apart, only weeks in which there was any lately.
kept as (

    select
        week_start_date,
        is_week_over,
        measure,
        breakdown,
        breakdown_name,
        cast(week_value as decimal(18, 2)) as week_value,
        cast(value_week_before as decimal(18, 2)) as value_week_before,
        mean_4_weeks,
        cast(week_value as double) - mean_4_weeks as change_from_mean

    from compared
    where breakdown = '(all)' or week_value != 0 or value_week_before != 0 or mean_4_weeks != 0

)

select * from kept
