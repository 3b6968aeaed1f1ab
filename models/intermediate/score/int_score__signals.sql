-- Only what could be known on the day: nothing that sales found out later makes a lead look better
-- than it did.
with

leads as (

    select * from {{ ref('fct_leads') }}
    where cast(created_at as date) <= {{ as_of() }}

),

lead_records as (

    select * from {{ ref('int_crm__leads') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

evidence as (

    select * from {{ ref('int_funnel__evidence') }}
    where is_named

),

known_touches as (

    select * from {{ ref('int_score__known_touches') }}

),

email_events as (

    select * from {{ ref('fct_email_events') }}
    where event_type in ('unsubscribe', 'bounce', 'spam_report') and not is_machine

),

-- The company that a conversion made is what sales made of the lead, and no word about it before.
described as (

    select
        leads.lead_key,
        leads.person_key,
        leads.created_at,
        leads.lead_source_type,
        lead_records.industry,
        lead_records.country,
        lead_records.job_title,
        case
            when {{ email_domain('lead_records.email') }} is null then 'none'
            when free_mail_domains.domain is not null then 'free mail'
            else 'company'
        end as email_kind,
        accounts.industry as company_industry,
        accounts.country as company_country,
        accounts.region as company_region,
        accounts.size_class as company_size_class,
        greatest(leads.created_at, accounts.created_at) as company_known_at

    from leads
    inner join lead_records on leads.lead_key = lead_records.lead_key
    left join free_mail_domains
        on {{ email_domain('lead_records.email') }} = free_mail_domains.domain
    left join accounts
        on
        leads.account_key = accounts.account_key
        and accounts.created_at is not null
        and (
            leads.converted_at is null
            or cast(leads.converted_at as date) > cast(accounts.created_at as date)
        )

),

attributes as (
    {% for signal_kind in ['lead_source_type', 'email_kind', 'industry', 'country', 'job_title'] %}

        select
            lead_key,
            '{{ signal_kind }}' as signal_kind,
            {{ signal_kind }} as signal_value,
            created_at as shown_at,
            created_at as known_at

        from described

        union all
    {% endfor %}
    {% for signal_kind in ['industry', 'country', 'region', 'size_class'] %}

        select
            lead_key,
            '{{ signal_kind }}' as signal_kind,
            company_{{ signal_kind }} as signal_value,
            company_known_at as shown_at,
            company_known_at as known_at

        from described
        {% if signal_kind in ['industry', 'country'] %}
            where {{ signal_kind }} is null
        {% endif %}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

behaviour as (

    select
        leads.lead_key,
        case when evidence.evidence = 'content' then 'content_stage' else 'evidence' end
            as signal_kind,
        case
            when evidence.evidence = 'content' then evidence.funnel_stage else evidence.evidence
        end as signal_value,
        evidence.shown_at,
        greatest(
            leads.created_at,
            evidence.shown_at,
            case
                when evidence.evidence = 'engaged_return' then known_touches.return_known_at
                else known_touches.known_at
            end
        ) as known_at

    from leads
    inner join evidence on leads.person_key = evidence.person_key
    left join known_touches on evidence.evidence_key = known_touches.touchpoint_key

    union all

    select
        leads.lead_key,
        'mail' as signal_kind,
        email_events.event_type as signal_value,
        email_events.occurred_at as shown_at,
        greatest(leads.created_at, email_events.occurred_at) as known_at

    from leads
    inner join email_events on leads.person_key = email_events.person_key

),

signals as (

    select
        *,
        false as is_behaviour
    from attributes

    union all

    select
        *,
        true as is_behaviour
    from behaviour

),

-- What two systems tell of the same moment happened once.
told_once as (

    select
        lead_key,
        signal_kind,
        lower(trim(signal_value)) as signal_value,
        is_behaviour,
        cast(shown_at as date) as shown_date,
        cast(min(known_at) as date) as known_date

    from signals
    where
        lower(trim(signal_value)) not in ('', '(not set)')
        and cast(known_at as date) <= {{ as_of() }}
    group by lead_key, signal_kind, lower(trim(signal_value)), is_behaviour, shown_at

),

counted as (

    select
        lead_key,
        signal_kind,
        signal_value,
        is_behaviour,
        shown_date,
        known_date,
        cast(count(*) as bigint) as times

    from told_once
    group by lead_key, signal_kind, signal_value, is_behaviour, shown_date, known_date

)

select * from counted
