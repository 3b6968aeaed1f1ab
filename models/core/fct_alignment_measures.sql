{#- Measure, what it is counted of, its day, numerator, denominator and which rows count. Both
    add up over any time; those without a denominator are amounts of a month. -#}
{% set measures = [
    ('lead_quality', 'leads', 'sql_at', '1', '1', 'sql_at is not null'),
    ('lead_quality', 'leads', 'rejected_at', '0', '1',
     'rejected_at is not null and sql_at is null'),
    ('sales_cycle', 'deals', 'close_date', 'days_to_close', '1',
     "is_won and opportunity_type = 'new_business' and days_to_close is not null"),
    ('conversion', 'leads', 'won_at', '1', '1', 'won_at is not null'),
    ('conversion', 'leads', 'lost_at', '0', '1', 'lost_at is not null'),
    ('satisfaction', 'answers', 'response_date', 'case when is_satisfied then 1 else 0 end', '1',
     "survey_type = 'csat'"),
    ('marketing_revenue', 'won', 'close_date', 'won_amount', none, "sourced_by = 'marketing'"),
    ('marketing_revenue_share', 'won', 'close_date',
     "case when sourced_by = 'marketing' then won_amount else 0 end", 'won_amount', 'true'),
    ('mqls', 'leads', 'mql_at', '1', none, 'mql_at is not null'),
    ('sla', 'responses', 'mql_at', 'case when is_within_sla then 1 else 0 end', '1',
     'mql_at is not null and (is_within_sla or is_breached)'),
    ('acceptance', 'leads', 'sal_at', '1', '1', 'sal_at is not null'),
    ('acceptance', 'leads', 'rejected_at', '0', '1',
     'rejected_at is not null and sal_at is null'),
    ('win_rate', 'deals', 'close_date', 'case when is_won then 1 else 0 end', '1',
     "(is_won or is_lost) and opportunity_type = 'new_business'"),
    ('quota_attainment', 'won', 'fiscal_date', 'won_amount', '0', 'true'),
    ('quota_attainment', 'quotas', 'fiscal_date', '0', 'quota_amount', 'true'),
    ('lead_rating', 'feedback', 'feedback_date', 'case when rating >= 4 then 1 else 0 end', '1',
     "feedback_type = 'lead_quality' and rating is not null"),
    ('meeting_cadence', 'meetings', 'planned_date', 'case when is_joint then 1 else 0 end', '1',
     'is_due'),
    ('actions_closed', 'meetings', 'planned_date', 'actions_closed', 'actions_agreed',
     'is_due and is_held'),
    ('nps', 'answers', 'response_date',
     "case nps_group when 'promoter' then 100 when 'detractor' then -100 else 0 end", '1',
     "survey_type = 'nps'"),
] -%}
with

deals as (

    select * from {{ ref('fct_opportunities') }}

),

-- A lead ends when it is won, when its deal is lost, or when it is sent back without one.
leads as (

    select
        leads.mql_at,
        leads.sal_at,
        leads.sql_at,
        leads.rejected_at,
        leads.won_at,
        case
            when leads.won_at is not null then null
            when deals.opportunity_key is null then leads.rejected_at
            when deals.is_lost then deals.closed_at
        end as lost_at

    from {{ ref('fct_leads') }} as leads
    left join deals on leads.opportunity_key = deals.opportunity_key

),

responses as (

    select * from {{ ref('fct_lead_responses') }}

),

-- Fiscal months are those in whose middle they are: they may begin on another day than the first.
won as (

    select
        deals.close_date,
        coalesce(deals.reporting_amount, 0) as won_amount,
        sources.sourced_by,
        {{ dbt.dateadd('day', 14, 'dates.fiscal_month_start_date') }} as fiscal_date

    from deals
    inner join {{ ref('dim_dates') }} as dates on deals.close_date = dates.date_day
    left join {{ ref('fct_opportunity_sources') }} as sources
        on deals.opportunity_key = sources.opportunity_key
    where deals.is_won

),

quotas as (

    select
        quota_amount,
        {{ dbt.dateadd('day', 14, 'period_start_date') }} as fiscal_date

    from {{ ref('fct_member_quotas') }}
    where member_level = 'company' and measure = 'revenue' and period_type = 'month'

),

answers as (

    select * from {{ ref('fct_survey_responses') }}
    where score is not null

),

feedback as (

    select * from {{ ref('fct_feedback') }}

),

meetings as (

    select * from {{ ref('fct_meetings') }}

),

measured as (

    {% for measure, counted, happened_on, numerator, denominator, condition in measures %}
        select
            '{{ measure }}' as measure,
            cast(date_trunc('month', {{ happened_on }}) as date) as month_start_date,
            cast({{ numerator }} as decimal(18, 2)) as numerator,
            cast({{ denominator or 0 }} as decimal(18, 2)) as denominator

        from {{ counted }}
        where {{ condition }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

summed as (

    select
        measure,
        month_start_date,
        sum(numerator) as numerator,
        sum(denominator) as denominator

    from measured
    where month_start_date <= {{ as_of() }}
    group by measure, month_start_date

),

beginnings as (

    select
        measure,
        min(month_start_date) as begins_date

    from summed
    group by measure

),

months as (

    select distinct month_start_date
    from {{ ref('dim_dates') }}
    where is_past

),

-- From its first month on, a measure has every month.
filled as (

    select
        beginnings.measure,
        months.month_start_date,
        cast(coalesce(summed.numerator, 0) as decimal(18, 2)) as numerator,
        cast(
            case
                when beginnings.measure in ('marketing_revenue', 'mqls') then 1
                else coalesce(summed.denominator, 0)
            end as decimal(18, 2)
        ) as denominator

    from beginnings
    inner join months on beginnings.begins_date <= months.month_start_date
    left join summed
        on
        beginnings.measure = summed.measure
        and months.month_start_date = summed.month_start_date

)

select * from filled
