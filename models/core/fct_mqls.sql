with

all_leads as (

    select
        *,
        coalesce(person_key, lead_key) as lead_person

    from {{ ref('fct_leads') }}

),

-- Who was accepted and rejected later was accepted.
leads as (

    select
        *,
        case
            when
                coalesce(sal_at, sql_at, won_at) is not null or opportunity_key is not null
                then 'accepted'
            when rejected_at >= mql_at then 'rejected'
            else 'open'
        end as outcome

    from all_leads
    where mql_at is not null

),

-- A CRM keeps one time of each stage: a lead is back when it was called qualified after it was
-- rejected, or when whoever was rejected is qualified again as another lead.
recycled as (

    select distinct leads.lead_key
    from leads
    inner join all_leads
        on leads.lead_person = all_leads.lead_person and leads.mql_at > all_leads.rejected_at

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

campaigns as (

    select
        goal_campaigns.goal_key,
        dim_campaigns.campaign_name

    from {{ ref('fct_goal_campaigns') }} as goal_campaigns
    inner join {{ ref('dim_campaigns') }} as dim_campaigns
        on goal_campaigns.campaign_key = dim_campaigns.campaign_key
    where goal_campaigns.goal_type = 'mql'

),

last_content as (

    select
        leads.lead_key,
        touched.title

    from leads
    inner join {{ ref('fct_touchpoints') }} as touchpoints
        on
        leads.person_key = touchpoints.person_key
        and leads.mql_at >= touchpoints.touched_at
    inner join {{ ref('dim_content') }} as touched
        on touchpoints.content_key = touched.content_key
    where touchpoints.is_creditable
    qualify
        row_number() over (
            partition by leads.lead_key
            order by
                touchpoints.touched_at desc,
                touchpoints.touch_priority desc,
                touchpoints.touchpoint_key desc
        ) = 1

),

scores as (

    select
        leads.lead_key,
        lead_scores.score,
        case
            when lead_scores.score >= lead_scores.mql_threshold then 'hot'
            when lead_scores.score >= 0.5 * lead_scores.mql_threshold then 'warm'
            else 'cold'
        end as score_band

    from leads
    inner join {{ ref('fct_lead_scores') }} as lead_scores
        on
        leads.lead_key = lead_scores.lead_key
        and cast(leads.mql_at as date) >= lead_scores.valid_from_date
        and cast(leads.mql_at as date) < coalesce(lead_scores.valid_to_date, date '9999-12-31')

),

said as (

    select
        feedback.*,
        row_number() over (
            partition by leads.lead_key
            order by feedback.given_at, feedback.feedback_key
        ) as feedback_number

    from leads
    inner join {{ ref('fct_feedback') }} as feedback
        on
        leads.lead_key = feedback.lead_key
        and cast(leads.mql_at as date) <= feedback.feedback_date
    where feedback.feedback_type = 'lead_quality'

),

feedback as (

    select
        lead_key,
        count(*) as feedbacks,
        count(rating) as ratings,
        sum(rating) as rating_sum,
        max(reason) filter (where feedback_number = 1) as feedback_reason,
        min(given_at) as feedback_at

    from said
    group by lead_key

),

described as (

    select
        -- keys
        leads.lead_key,
        leads.person_key,
        leads.account_key,
        leads.owner_key,

        -- attributes
        leads.source_system,
        leads.lead_source_type,
        leads.channel,
        coalesce(campaigns.campaign_name, '(no campaign)') as campaign_name,
        coalesce(last_content.title, '(no content)') as content_title,
        coalesce(scores.score_band, '(no score)') as score_band,
        leads.outcome,
        case when leads.outcome = 'rejected' then leads.rejection_reason else '(not rejected)' end
            as rejection_reason,
        coalesce(feedback.feedback_reason, '(no feedback)') as feedback_reason,

        -- flags
        recycled.lead_key is not null as is_recycled,
        leads.won_at is not null as is_won,
        leads.won_at is null and coalesce(opportunities.is_lost, false) as is_lost,

        -- measures
        scores.score,
        cast(coalesce(feedback.feedbacks, 0) as bigint) as feedbacks,
        cast(coalesce(feedback.ratings, 0) as bigint) as ratings,
        cast(coalesce(feedback.rating_sum, 0) as bigint) as rating_sum,
        {{ days_between('leads.mql_at', 'feedback.feedback_at') }} as days_to_feedback,

        -- times
        leads.mql_at,
        cast(leads.mql_at as date) as mql_date,
        feedback.feedback_at

    from leads
    left join opportunities on leads.opportunity_key = opportunities.opportunity_key
    left join campaigns on 'mql:' || leads.lead_key = campaigns.goal_key
    left join last_content on leads.lead_key = last_content.lead_key
    left join scores on leads.lead_key = scores.lead_key
    left join feedback on leads.lead_key = feedback.lead_key
    left join recycled on leads.lead_key = recycled.lead_key

)

select * from described
