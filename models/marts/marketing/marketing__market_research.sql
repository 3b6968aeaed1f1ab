{%- set kinds = ['industry', 'size_class', 'region', 'account_tier'] -%}

with

responses as (

    select
        *,
        cast(date_trunc('month', response_date) as date) as month_start_date

    from {{ ref('fct_survey_responses') }}
    where response_date is not null

),

-- When each survey was answered, whoever answered and whatever about.
survey_months as (

    select
        survey_type,
        survey_name,
        month_start_date,
        min(response_date) as first_answer_date,
        max(response_date) as last_answer_date

    from responses
    group by survey_type, survey_name, month_start_date

),

timed as (

    select
        *,
        lag(last_answer_date) over (
            partition by survey_type, survey_name order by month_start_date
        ) as answered_before_date

    from survey_months

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
            responses.survey_type,
            responses.survey_name,
            responses.theme,
            responses.month_start_date,
            responses.account_key,
            responses.score,
            responses.has_comment

        from responses
        left join accounts on responses.account_key = accounts.account_key
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        survey_type,
        survey_name,
        theme,
        segment_kind,
        segment,
        month_start_date,
        cast(count(*) as bigint) as answers,
        cast(count(score) as bigint) as scored_answers,
        cast(coalesce(sum(score), 0) as bigint) as score_sum,
        cast(count(*) filter (where has_comment) as bigint) as comments,
        cast(count(distinct account_key) as bigint) as answering_accounts,
        cast(sum(count(*)) over (
            partition by survey_type, survey_name, segment_kind, segment, month_start_date
        ) as bigint) as answers_of_survey

    from segmented
    group by survey_type, survey_name, theme, segment_kind, segment, month_start_date

),

rated as (

    select
        counted.survey_type,
        counted.survey_name,
        counted.theme,
        counted.segment_kind,
        counted.segment,
        counted.month_start_date,
        counted.answers,
        counted.scored_answers,
        counted.score_sum,
        counted.comments,
        counted.answering_accounts,
        counted.answers_of_survey,
        {{ days_between('timed.answered_before_date', 'timed.first_answer_date') }}
            as days_since_survey_before,
        cast(counted.score_sum as double) / nullif(counted.scored_answers, 0) as average_score,
        cast(counted.answers as double) / nullif(counted.answers_of_survey, 0) as theme_rate

    from counted
    inner join timed
        on
        counted.survey_type = timed.survey_type
        and counted.survey_name = timed.survey_name
        and counted.month_start_date = timed.month_start_date

)

select * from rated
