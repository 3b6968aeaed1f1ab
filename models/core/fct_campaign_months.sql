{%- set measures = {
    'ads': ['spend', 'impressions', 'clicks'],
    'visits': ['sessions', 'engaged_sessions'],
    'emails': [
        'emails_sent', 'emails_delivered', 'email_opens', 'email_clicks', 'unsubscribes'
    ],
    'posted': ['posts'],
    'social': ['social_impressions', 'social_engagements'],
    'added': ['members'],
    'answered': ['responses', 'attendees'],
    'touched': ['touches', 'people_touched'],
    'reached': ['leads', 'mqls', 'opportunities', 'wins', 'won_amount'],
    'plans': ['planned_amount', 'planned_to_date_amount', 'entered_cost'],
} -%}
{%- set money = ['won_amount', 'planned_amount', 'planned_to_date_amount', 'entered_cost'] -%}

with

ads as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        channel,
        cast(date_trunc('month', performance_date) as date) as month_start_date,
        sum(reporting_spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks

    from {{ ref('fct_ad_performance') }}
    group by 1, 2, 3

),

visits as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        channel,
        cast(date_trunc('month', session_date) as date) as month_start_date,
        count(*) filter (where has_consent) as sessions,
        count(*) filter (where is_engaged) as engaged_sessions

    from {{ ref('fct_sessions') }}
    where is_counted
    group by 1, 2, 3

),

emails as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        'Email' as channel,
        cast(date_trunc('month', event_date) as date) as month_start_date,
        count(*) filter (where event_type = 'sent') as emails_sent,
        count(*) filter (where event_type = 'delivered') as emails_delivered,
        count(*) filter (where event_type = 'open' and not is_machine) as email_opens,
        count(*) filter (where event_type = 'click' and not is_machine) as email_clicks,
        count(*) filter (where event_type = 'unsubscribe') as unsubscribes

    from {{ ref('fct_email_events') }}
    group by 1, 2, 3

),

first_readings as (

    select * from {{ ref('fct_social_posts') }}
    qualify row_number() over (partition by post_key order by measured_date) = 1

),

posted as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        channel,
        cast(date_trunc('month', coalesce(posted_at, measured_date)) as date) as month_start_date,
        count(*) as posts

    from first_readings
    group by 1, 2, 3

),

social as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        channel,
        cast(date_trunc('month', measured_date) as date) as month_start_date,
        sum(new_impressions) as social_impressions,
        sum(new_engagements) as social_engagements

    from {{ ref('fct_social_posts') }}
    group by 1, 2, 3

),

added as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        channel,
        cast(date_trunc('month', added_date) as date) as month_start_date,
        count(*) as members

    from {{ ref('fct_campaign_members') }}
    where added_date is not null
    group by 1, 2, 3

),

answered as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        channel,
        cast(date_trunc('month', response_date) as date) as month_start_date,
        count(*) as responses,
        count(*) filter (where has_attended) as attendees

    from {{ ref('fct_campaign_members') }}
    where response_date is not null
    group by 1, 2, 3

),

touched as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        channel,
        cast(date_trunc('month', touch_date) as date) as month_start_date,
        count(*) as touches,
        count(distinct person_key) as people_touched

    from {{ ref('fct_touchpoints') }}
    where is_creditable and side = 'marketing'
    group by 1, 2, 3

),

reached as (

    select
        coalesce(campaign_key, '(no campaign)') as campaign_key,
        channel,
        cast(date_trunc('month', reached_date) as date) as month_start_date,
        count(*) filter (where goal_type = 'lead') as leads,
        count(*) filter (where goal_type = 'mql') as mqls,
        count(*) filter (where goal_type = 'opportunity_created') as opportunities,
        count(*) filter (where goal_type in ('won', 'lead_won')) as wins,
        sum(goal_value) filter (where goal_type in ('won', 'refund')) as won_amount

    from {{ ref('fct_goal_campaigns') }}
    group by 1, 2, 3

),

plans as (

    select
        *,
        'Unassigned' as channel

    from {{ ref('fct_campaign_plans') }}

),

stacked as (

    {% for source, columns in measures.items() %}
        select
            {% for measure in measures.values() | sum(start=[]) %}
                {{ measure if measure in columns else 'null' }} as {{ measure }},
            {% endfor %}
            campaign_key,
            channel,
            month_start_date

        from {{ source }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

campaigns as (

    select
        campaign_key,
        channel

    from {{ ref('dim_campaigns') }}

),

-- A campaign has one channel, whatever its visits and clicks came through.
placed as (

    select
        stacked.campaign_key,
        coalesce(campaigns.channel, stacked.channel) as channel,
        stacked.month_start_date,
        {% for measure in measures.values() | sum(start=[]) if measure not in money + ['spend'] %}
            cast(coalesce(sum(stacked.{{ measure }}), 0) as bigint) as {{ measure }},
        {% endfor %}
        {% for measure in money %}
            cast(coalesce(sum(stacked.{{ measure }}), 0) as decimal(18, 2)) as {{ measure }},
        {% endfor %}
        cast(coalesce(sum(stacked.spend), 0) as decimal(18, 6)) as spend

    from stacked
    left join campaigns on stacked.campaign_key = campaigns.campaign_key
    group by 1, 2, 3

)

select * from placed
