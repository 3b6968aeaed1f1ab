{%- set cuts = {
    'all': "'(all)'",
    'first_channel': 'first_channel',
    'rep': 'rep_name',
    'product': 'product_name',
    'message': 'message',
    'industry': 'industry',
    'size_class': 'size_class',
} -%}

with

answers as (

    select * from {{ ref('fct_survey_responses') }}
    where survey_type in ('nps', 'csat') and response_date is not null

),

first_channels as (

    select
        person_key,
        first_channel

    from {{ ref('fct_person_stages') }}
    qualify
        row_number() over (
            partition by person_key
            order by stage_order, person_stage_key
        ) = 1

),

-- What the company bought last before it answered, and the message that came before that.
bought as (

    select
        answers.survey_response_key,
        opportunities.product_name,
        goal_campaigns.message

    from answers
    inner join {{ ref('fct_opportunities') }} as opportunities
        on
        answers.account_key = opportunities.account_key
        and answers.responded_at >= opportunities.closed_at
    left join {{ ref('fct_goal_campaigns') }} as goal_campaigns
        on
        opportunities.opportunity_key = goal_campaigns.opportunity_key
        and goal_campaigns.goal_type in ('won', 'expansion')
    where opportunities.is_won
    qualify
        row_number() over (
            partition by answers.survey_response_key
            order by
                opportunities.closed_at desc,
                opportunities.opportunity_key desc,
                goal_campaigns.goal_type desc
        ) = 1

),

placed as (

    select
        cast(date_trunc('month', answers.response_date) as date) as month_start_date,
        answers.survey_type,
        answers.theme,
        answers.nps_group,
        answers.is_satisfied,
        answers.has_comment,
        coalesce(first_channels.first_channel, '(not set)') as first_channel,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(bought.product_name, '(not set)') as product_name,
        coalesce(bought.message, '(not set)') as message,
        coalesce(companies.industry, '(not set)') as industry,
        coalesce(companies.size_class, '(not set)') as size_class

    from answers
    left join first_channels on answers.person_key = first_channels.person_key
    left join {{ ref('dim_sales_reps') }} as reps on answers.owner_key = reps.owner_key
    left join bought on answers.survey_response_key = bought.survey_response_key
    left join {{ ref('dim_accounts') }} as companies
        on answers.account_key = companies.account_key

),

cut as (

    {% for kind, member in cuts.items() %}
        select
            '{{ kind }}' as cut_kind,
            {{ member }} as cut_value,
            placed.*

        from placed
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        month_start_date,
        survey_type,
        cut_kind,
        cut_value,
        theme,
        count(*) filter (
            where nps_group in ('promoter', 'passive', 'detractor') or is_satisfied is not null
        ) as responses,
        count(*) filter (where nps_group = 'promoter') as promoters,
        count(*) filter (where nps_group = 'passive') as passives,
        count(*) filter (where nps_group = 'detractor') as detractors,
        count(*) filter (where is_satisfied) as satisfied_responses,
        count(*) filter (where has_comment) as commented_responses

    from cut
    group by month_start_date, survey_type, cut_kind, cut_value, theme

),

rated as (

    select
        *,
        case
            when survey_type = 'nps'
                then 100 * cast(promoters - detractors as double) / nullif(responses, 0)
        end as nps,
        case
            when survey_type = 'csat'
                then cast(satisfied_responses as double) / nullif(responses, 0)
        end as satisfaction_rate

    from counted

)

select * from rated
