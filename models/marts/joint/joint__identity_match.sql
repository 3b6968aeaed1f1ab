{#- What is counted, its table, its day, and which of its rows count. -#}
{% set kinds = [
    ('visit', 'fct_sessions', 'session_date', 'is_counted'),
    ('mail event', 'fct_email_events', 'event_date', 'not is_machine'),
    ('lead', 'fct_leads', 'created_at', 'created_at is not null'),
    ('activity', 'fct_activities', 'activity_date', 'is_completed'),
    ('survey answer', 'fct_survey_responses', 'response_date', 'response_date is not null'),
] -%}
with

people as (

    select
        person_key,
        account_key

    from {{ ref('dim_people') }}

),

records as (

    {% for kind, table, day, counts in kinds %}
        select
            source_system,
            '{{ kind }}' as record_kind,
            person_key,
            cast({{ day }} as date) as record_date

        from {{ ref(table) }}
        where {{ counts }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- The last day of the source as of today, whichever month a row is of.
dated as (

    select
        *,
        cast(date_trunc('month', record_date) as date) as month_start_date,
        max(record_date) over (partition by source_system, record_kind) as last_record_date

    from records
    where record_date <= {{ as_of() }}

),

counted as (

    select
        dated.source_system,
        dated.record_kind,
        dated.month_start_date,
        dated.last_record_date,
        {{ days_between('dated.last_record_date', as_of()) }} as days_since_last_record,
        count(*) as records,
        count(people.person_key) as records_of_people,
        count(people.account_key) as records_of_accounts

    from dated
    left join people on dated.person_key = people.person_key
    group by
        dated.source_system,
        dated.record_kind,
        dated.month_start_date,
        dated.last_record_date

),

rated as (

    select
        *,
        records - records_of_people as unmatched_records,
        cast(records_of_people as double) / records as person_match_rate,
        cast(records_of_accounts as double) / records as account_match_rate

    from counted

)

select * from rated
