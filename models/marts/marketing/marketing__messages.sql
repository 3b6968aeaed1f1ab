{%- set kinds = ['industry', 'size_class', 'region', 'account_tier'] -%}
{%- set measures = {
    'heard': ['sessions', 'engaged_sessions', 'touches', 'people_reached'],
    'advertised': ['impressions', 'clicks', 'spend'],
    'reached': ['leads', 'mqls', 'opportunities'],
    'decided': ['decided_deals', 'won_deals', 'won_amount'],
} -%}
{%- set decimals = {'spend': 6, 'won_amount': 2} -%}

with

heard as (

    select
        message,
        account_key,
        cast(date_trunc('month', touch_date) as date) as month_start_date,
        count(*) filter (where touch_kind = 'session' and has_consent) as sessions,
        count(*) filter (where touch_kind = 'session' and is_engaged) as engaged_sessions,
        count(*) filter (where is_creditable) as touches,
        count(distinct person_key) filter (where is_creditable) as people_reached

    from {{ ref('fct_message_touches') }}
    group by 1, 2, 3

),

-- Nobody knows which companies saw an ad.
advertised as (

    select
        coalesce(campaigns.message, '(not set)') as message,
        cast(null as varchar) as account_key,
        cast(date_trunc('month', ads.performance_date) as date) as month_start_date,
        sum(ads.impressions) as impressions,
        sum(ads.clicks) as clicks,
        sum(ads.reporting_spend) as spend

    from {{ ref('fct_ad_performance') }} as ads
    left join {{ ref('dim_campaigns') }} as campaigns
        on ads.campaign_key = campaigns.campaign_key
    group by 1, 2, 3

),

reached as (

    select
        message,
        account_key,
        cast(date_trunc('month', reached_date) as date) as month_start_date,
        count(*) filter (where goal_type = 'lead') as leads,
        count(*) filter (where goal_type = 'mql') as mqls,
        count(*) filter (where goal_type = 'opportunity_created') as opportunities

    from {{ ref('fct_goal_campaigns') }}
    where goal_type in ('lead', 'mql', 'opportunity_created')
    group by 1, 2, 3

),

-- A deal is won or lost under the message it was opened with.
decided as (

    select
        coalesce(opened.message, '(not set)') as message,
        opportunities.account_key,
        cast(date_trunc('month', opportunities.closed_at) as date) as month_start_date,
        count(*) filter (where coalesce(opportunities.reporting_amount >= 0, true))
            as decided_deals,
        count(*) filter (
            where opportunities.is_won and coalesce(opportunities.reporting_amount >= 0, true)
        ) as won_deals,
        sum(opportunities.reporting_amount) filter (where opportunities.is_won) as won_amount

    from {{ ref('fct_opportunities') }} as opportunities
    left join {{ ref('fct_goal_campaigns') }} as opened
        on 'opportunity_created:' || opportunities.opportunity_key = opened.goal_key
    where (opportunities.is_won or opportunities.is_lost) and opportunities.closed_at is not null
    group by 1, 2, 3

),

stacked as (

    {% for source, columns in measures.items() %}
        select
            {% for measure in measures.values() | sum(start=[]) %}
                {{ measure if measure in columns else 'null' }} as {{ measure }},
            {% endfor %}
            message,
            account_key,
            month_start_date

        from {{ source }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

accounts as (

    select
        companies.account_key,
        companies.industry,
        companies.size_class,
        companies.region,
        account_tiers.account_tier

    from {{ ref('dim_accounts') }} as companies
    inner join {{ ref('dim_account_tiers') }} as account_tiers
        on companies.account_key = account_tiers.account_key

),

segmented as (

    {% for kind in kinds %}
        select
            '{{ kind }}' as segment_kind,
            coalesce(accounts.{{ kind }}, '(no company)') as segment,
            stacked.*

        from stacked
        left join accounts on stacked.account_key = accounts.account_key
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        segmented.message,
        segmented.segment_kind,
        segmented.segment,
        segmented.month_start_date,
        {% for measure in measures.values() | sum(start=[]) %}
            cast(
                coalesce(sum(segmented.{{ measure }}), 0) as
                {{ 'decimal(18, %d)' % decimals[measure] if measure in decimals else 'bigint' }}
            ) as {{ measure }},
        {% endfor %}
        coalesce(max(messages.positioning), '(not set)') as positioning,
        coalesce(max(messages.theme), '(not set)') as theme

    from segmented
    left join {{ ref('messages') }} as messages on segmented.message = messages.message
    group by 1, 2, 3, 4

),

rated as (

    select
        *,
        cast(clicks as double) / nullif(impressions, 0) as click_rate,
        cast(engaged_sessions as double) / nullif(sessions, 0) as engaged_session_rate,
        cast(mqls as double) / nullif(leads, 0) as mqls_per_lead,
        cast(won_deals as double) / nullif(decided_deals, 0) as win_rate

    from counted

)

select * from rated
