{%- set cuts = {
    'lead_source_type': 'lead_source_type',
    'channel': 'channel',
    'campaign': 'campaign_name',
    'content': 'content_title',
    'score_band': 'score_band',
} -%}

with

mqls as (

    select
        *,
        cast(date_trunc('month', mql_date) as date) as month_start_date

    from {{ ref('fct_mqls') }}

),

cut as (

    {% for kind, member in cuts.items() %}
        select
            '{{ kind }}' as cut_kind,
            {{ member }} as cut_value,
            mqls.*

        from mqls
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        month_start_date,
        cut_kind,
        cut_value,
        count(*) as mqls,
        count(*) filter (where outcome = 'accepted') as sals,
        count(*) filter (where outcome = 'rejected') as rejected_mqls,
        count(*) filter (where outcome = 'open') as open_mqls,
        count(*) filter (where is_recycled) as recycled_mqls,
        count(*) filter (where feedbacks > 0) as mqls_with_feedback,
        cast(sum(ratings) as bigint) as ratings,
        cast(sum(rating_sum) as bigint) as rating_sum,
        cast(percentile_cont(0.5) within group (order by days_to_feedback) as double)
            as median_days_to_feedback,
        count(*) filter (where is_won) as won_leads,
        count(*) filter (where is_lost) as lost_leads,
        count(*) filter (where is_won or is_lost) as decided_leads

    from cut
    group by month_start_date, cut_kind, cut_value

),

rated as (

    select
        *,
        cast(sals as double) / mqls as acceptance_rate,
        cast(rejected_mqls as double) / mqls as rejection_rate,
        cast(recycled_mqls as double) / mqls as recycled_rate,
        cast(mqls_with_feedback as double) / mqls as feedback_rate,
        cast(rating_sum as double) / nullif(ratings, 0) as average_rating,
        cast(won_leads as double) / nullif(decided_leads, 0) as win_rate

    from counted

)

select * from rated
