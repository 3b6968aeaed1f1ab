{%- set measures = [
    'deals_named', 'decided_deals', 'won_deals', 'lost_deals', 'objections',
    'search_impressions', 'search_clicks', 'survey_mentions', 'feedback_mentions',
] -%}

with

mentions as (

    select
        *,
        cast(date_trunc('month', mentioned_date) as date) as month_start_date

    from {{ ref('fct_competitor_mentions') }}
    where mentioned_date is not null

),

decided as (

    select
        mentions.competitor,
        cast(date_trunc('month', opportunities.closed_at) as date) as month_start_date,
        opportunities.is_won,
        opportunities.reporting_amount

    from {{ ref('fct_competitor_mentions') }} as mentions
    inner join {{ ref('fct_opportunities') }} as opportunities
        on mentions.record_key = opportunities.opportunity_key
    where
        mentions.mention_kind = 'deal'
        and (opportunities.is_won or opportunities.is_lost)
        and opportunities.closed_at is not null
        and coalesce(opportunities.reporting_amount >= 0, true)

),

counted as (

    select
        mentions.competitor,
        mentions.month_start_date,
        count(*) filter (where mentions.mention_kind = 'deal') as deals_named,
        0 as decided_deals,
        0 as won_deals,
        0 as lost_deals,
        0 as won_amount,
        0 as lost_amount,
        count(*) filter (where mentions.mention_kind = 'objection') as objections,
        coalesce(sum(searches.impressions), 0) as search_impressions,
        coalesce(sum(searches.clicks), 0) as search_clicks,
        count(*) filter (where mentions.mention_kind = 'survey') as survey_mentions,
        count(*) filter (where mentions.mention_kind = 'feedback') as feedback_mentions

    from mentions
    left join {{ ref('fct_search_performance') }} as searches
        on
        mentions.record_key = searches.search_performance_key
        and mentions.mention_kind = 'search'
    group by mentions.competitor, mentions.month_start_date

    union all

    select
        competitor,
        month_start_date,
        0 as deals_named,
        count(*) as decided_deals,
        count(*) filter (where is_won) as won_deals,
        count(*) filter (where not is_won) as lost_deals,
        coalesce(sum(reporting_amount) filter (where is_won), 0) as won_amount,
        coalesce(sum(reporting_amount) filter (where not is_won), 0) as lost_amount,
        0 as objections,
        0 as search_impressions,
        0 as search_clicks,
        0 as survey_mentions,
        0 as feedback_mentions

    from decided
    group by competitor, month_start_date

),

summed as (

    select
        counted.competitor,
        counted.month_start_date,
        coalesce(max(competitors.domain), '(not set)') as domain,
        coalesce(max(competitors.positioning), '(not set)') as positioning,
        {% for measure in measures %}
            cast(sum(counted.{{ measure }}) as bigint) as {{ measure }},
        {% endfor %}
        cast(sum(counted.won_amount) as decimal(18, 2)) as won_amount,
        cast(sum(counted.lost_amount) as decimal(18, 2)) as lost_amount

    from counted
    left join {{ ref('competitors') }} as competitors
        on counted.competitor = competitors.competitor
    group by counted.competitor, counted.month_start_date

),

rated as (

    select
        *,
        cast(won_deals as double) / nullif(decided_deals, 0) as win_rate,
        cast(search_clicks as double) / nullif(search_impressions, 0) as search_click_rate

    from summed

)

select * from rated
