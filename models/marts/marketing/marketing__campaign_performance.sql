{%- set costs = {
    'click': 'clicks',
    'session': 'sessions',
    'engaged_session': 'engaged_sessions',
    'attendee': 'attendees',
    'lead': 'leads',
    'mql': 'mqls',
    'opportunity': 'opportunities',
    'win': 'wins',
} -%}

with

months as (

    select * from {{ ref('fct_campaign_months') }}

),

campaigns as (

    select * from {{ ref('dim_campaigns') }}

),

described as (

    select
        months.campaign_key,
        months.channel,
        months.month_start_date,
        months.spend,
        months.impressions,
        months.clicks,
        months.sessions,
        months.engaged_sessions,
        months.emails_sent,
        months.emails_delivered,
        months.email_opens,
        months.email_clicks,
        months.unsubscribes,
        months.posts,
        months.social_impressions,
        months.social_engagements,
        months.members,
        months.responses,
        months.attendees,
        months.touches,
        months.people_touched,
        months.leads,
        months.mqls,
        months.opportunities,
        months.wins,
        months.won_amount,
        months.planned_amount,
        months.planned_to_date_amount,
        months.entered_cost,
        cast(months.spend + months.entered_cost as decimal(18, 6)) as total_cost,
        coalesce(
            campaigns.campaign_name,
            case months.campaign_key when '(no campaign)' then '(no campaign)' end,
            '(not set)'
        ) as campaign_name,
        coalesce(campaigns.campaign_kind, '(not set)') as campaign_kind,
        coalesce(campaigns.campaign_type, '(not set)') as campaign_type,
        coalesce(campaigns.parent_campaign_name, '(none)') as parent_campaign_name,
        coalesce(campaigns.top_campaign_key, months.campaign_key) as top_campaign_key,
        coalesce(
            campaigns.top_campaign_name,
            case months.campaign_key when '(no campaign)' then '(no campaign)' end,
            '(not set)'
        ) as top_campaign_name

    from months
    left join campaigns on months.campaign_key = campaigns.campaign_key

),

rated as (

    select
        *,
        {% for name, number in costs.items() %}
            cast({{ 'spend' if name == 'click' else 'total_cost' }} as double)
            / nullif({{ number }}, 0) as cost_per_{{ name }},
        {% endfor %}
        cast(clicks as double) / nullif(impressions, 0) as click_rate,
        cast(emails_delivered as double) / nullif(emails_sent, 0) as delivery_rate,
        cast(total_cost as double) / nullif(planned_to_date_amount, 0) as pacing_rate

    from described

)

select * from rated
