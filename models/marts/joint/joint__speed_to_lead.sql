{%- set breakdowns = {
    'company': "'(all)'",
    'region': 'region',
    'team': 'team_name',
    'owner': 'owner_key',
    'lead_source_type': 'lead_source_type',
    'channel': 'channel',
    'score_band': 'score_band',
    'response_type': 'response_type',
} -%}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

responses as (

    select * from {{ ref('fct_lead_responses') }}
    where mql_at is not null

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

described as (

    select
        cast(date_trunc('month', responses.mql_at) as date) as month_start_date,
        coalesce(reps.region, '(not set)') as region,
        coalesce(reps.team_name, '(not set)') as team_name,
        coalesce(leads.owner_key, '(no owner)') as owner_key,
        leads.lead_source_type,
        leads.channel,
        case
            when leads.score is null then '(not set)'
            when leads.score < 25 then 'below 25'
            when leads.score < 50 then '25 to 49'
            when leads.score < 75 then '50 to 74'
            else '75 and more'
        end as score_band,
        responses.response_type,
        responses.response_status,
        responses.is_within_sla,
        responses.is_breached,
        responses.business_minutes_to_response

    from responses
    inner join leads on responses.lead_key = leads.lead_key
    left join reps on leads.owner_key = reps.owner_key

),

long as (
    {% for breakdown, value in breakdowns.items() %}

        select
            month_start_date,
            '{{ breakdown }}' as breakdown,
            {{ value }} as breakdown_key,
            response_status,
            is_within_sla,
            is_breached,
            business_minutes_to_response

        from described

        {{ 'union all' if not loop.last }}
    {% endfor %}

),

counted as (

    select
        month_start_date,
        breakdown,
        breakdown_key,
        cast(count(*) as bigint) as mqls,
        cast(count(*) filter (where response_status in ('due', 'no calendar')) as bigint)
            as waiting_leads,
        cast(count(*) filter (where is_within_sla or is_breached) as bigint) as due_leads,
        cast(count(*) filter (where is_within_sla) as bigint) as leads_within_sla,
        cast(count(*) filter (where is_breached) as bigint) as breached_leads,
        cast(count(*) filter (where response_status = 'overdue') as bigint) as breached_open_leads,
        cast(
            count(*) filter (where response_status in ('answered late', 'never answered')) as bigint
        ) as breached_closed_leads,
        cast(count(*) filter (where response_status = 'never answered') as bigint)
            as never_answered_leads,
        cast(count(business_minutes_to_response) as bigint) as answered_leads,
        percentile_cont(0.5) within group (order by business_minutes_to_response)
            as median_business_minutes,
        percentile_cont(0.9) within group (order by business_minutes_to_response)
            as p90_business_minutes

    from long
    group by month_start_date, breakdown, breakdown_key

),

published as (

    select
        counted.month_start_date,
        counted.breakdown,
        counted.breakdown_key,
        case
            when counted.breakdown = 'owner' then coalesce(reps.rep_name, '(not set)')
            else counted.breakdown_key
        end as breakdown_name,
        counted.mqls,
        counted.waiting_leads,
        counted.due_leads,
        counted.leads_within_sla,
        counted.breached_leads,
        counted.breached_open_leads,
        counted.breached_closed_leads,
        counted.never_answered_leads,
        counted.answered_leads,
        cast(counted.leads_within_sla as double) / nullif(counted.due_leads, 0) as sla_rate,
        cast(counted.median_business_minutes as double) as median_business_minutes,
        cast(counted.p90_business_minutes as double) as p90_business_minutes

    from counted
    left join reps
        on
        counted.breakdown_key = reps.owner_key
        and counted.breakdown = 'owner'

)

select * from published
