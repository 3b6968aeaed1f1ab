{%- set reasons = [
    'score', 'waiting', 'stage_mql', 'stage_sal', 'stage_sql', 'bant', 'outbound', 'fresh', 'stale'
] -%}
{%- set parts = ['budget', 'authority', 'need', 'timeline'] -%}

with

leads as (

    select
        *,
        cume_dist() over (order by coalesce(score, 0)) as score_place

    from {{ ref('fct_leads') }}
    where
        lead_stage in ('lead', 'mql', 'sal', 'sql')
        and not is_converted
        and rejected_at is null

),

responses as (

    select * from {{ ref('fct_lead_responses') }}

),

points as (

    select
        {% for reason in reasons %}
            coalesce(max(points) filter (where reason = '{{ reason }}'), 0) as {{ reason }},
        {% endfor %}
        count(*) as reasons

    from {{ ref('priority_points') }}
    where list_name = 'leads'

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

companies as (

    select * from {{ ref('dim_accounts') }}

),

described as (

    select
        leads.lead_key,
        leads.person_key,
        leads.account_key,
        coalesce(leads.owner_key, '(no owner)') as owner_key,
        leads.lead_stage,
        leads.lead_source,
        leads.channel,
        case when leads.lead_source_type = 'outbound' then 'outbound' else 'inbound' end
            as lead_direction,
        leads.score,
        leads.score_place,
        {% for part in parts %}
            leads.{{ part }}_level,
        {% endfor %}
        leads.bant_known,
        (
            {% for part in parts %}
                case when leads.{{ part }}_level in ('yes', 'partial') then 1 else 0 end
                {{- ' +' if not loop.last }}
            {% endfor %}
        ) as bant_met,
        leads.created_at,
        {{ days_between('leads.created_at', as_of()) }} as age_days,
        responses.mql_at,
        responses.responded_at,
        responses.minutes_since_mql,
        responses.minutes_to_response,
        responses.touches,
        responses.last_touch_at,
        responses.response_status,
        {{ days_between('coalesce(responses.last_touch_at, leads.created_at)', as_of()) }}
            as quiet_days

    from leads
    inner join responses on leads.lead_key = responses.lead_key

),

judged as (

    select
        described.*,
        cast(
            case when described.score is null then 0 else described.score_place end * points.score
            as decimal(9, 2)
        ) as score_points,
        cast(
            case
                when described.lead_stage = 'mql' then points.stage_mql
                when described.lead_stage = 'sal' then points.stage_sal
                when described.lead_stage = 'sql' then points.stage_sql
                else 0
            end as decimal(9, 2)
        ) as stage_points,
        cast(
            case
                when described.mql_at is not null and described.responded_at is null
                    then points.waiting
                else 0
            end as decimal(9, 2)
        ) as waiting_points,
        cast(described.bant_met * points.bant as decimal(9, 2)) as bant_points,
        cast(
            case when described.lead_direction = 'outbound' then points.outbound else 0 end
            as decimal(9, 2)
        ) as direction_points,
        cast(
            points.fresh * power(0.5, described.quiet_days / 14.0)
            + case when described.quiet_days > 90 then points.stale else 0 end
            as decimal(9, 2)
        ) as freshness_points

    from described
    cross join points

),

scored as (

    select
        *,
        cast(
            score_points + waiting_points + stage_points + bant_points + direction_points
            + freshness_points
            as decimal(9, 2)
        ) as priority_score

    from judged

),

published as (

    select
        scored.lead_key,
        scored.person_key,
        coalesce(companies.account_name, '(not set)') as account_name,
        scored.owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        scored.lead_stage,
        scored.lead_source,
        scored.channel,
        scored.lead_direction,
        cast(
            row_number() over (order by scored.priority_score desc, scored.lead_key asc) as bigint
        ) as priority_rank,
        cast(
            row_number() over (
                partition by scored.owner_key
                order by scored.priority_score desc, scored.lead_key asc
            ) as bigint
        ) as owner_priority_rank,
        scored.priority_score,
        scored.score_points,
        scored.waiting_points,
        scored.stage_points,
        scored.bant_points,
        scored.direction_points,
        scored.freshness_points,
        scored.score,
        {% for part in parts %}
            scored.{{ part }}_level,
        {% endfor %}
        scored.bant_known,
        scored.created_at,
        scored.age_days,
        scored.mql_at,
        scored.responded_at,
        scored.minutes_since_mql,
        scored.minutes_to_response,
        scored.response_status,
        scored.touches,
        scored.last_touch_at,
        case
            when scored.response_status in ('due', 'overdue') then 'Answer the lead'
            when scored.lead_stage = 'mql' then 'Accept it or send it back with a reason'
            when scored.lead_stage in ('sal', 'sql') and scored.bant_known < 4
                then 'Ask what is not known of BANT'
            when scored.lead_stage in ('sal', 'sql') then 'Open a deal or send it back'
            else 'Leave it to marketing'
        end as next_step

    from scored
    left join reps on scored.owner_key = reps.owner_key
    left join companies on scored.account_key = companies.account_key

)

select * from published
