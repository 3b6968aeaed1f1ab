-- Everything a rep did, counted once per level and type of period from the same rows: a team is
-- never the sum of its people touched, nor the average of its rates.
with

activities as (

    select
        coalesce(owner_key, '(no owner)') as owner_key,
        activity_date,
        activity_type,
        lower(trim(outcome)) as outcome,
        person_key

    from {{ ref('fct_activities') }}
    where
        is_completed
        and not is_logged_copy
        and activity_type in ('call', 'email', 'meeting', 'demo', 'proposal', 'social_message')
        and not (activity_type in ('email', 'social_message') and direction = 'inbound')

),

activity_outcomes as (

    select * from {{ ref('activity_outcomes') }}

),

leads as (

    select * from {{ ref('fct_leads') }}
    where sal_at is not null

),

milestones as (

    select * from {{ ref('fct_deal_milestones') }}
    where first_discovery_at is not null

),

survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

rep_periods as (

    select * from {{ ref('bridge_rep_periods') }}

),

events as (

    select
        activities.owner_key,
        activities.activity_date as date_day,
        activities.activity_type as event_type,
        activities.person_key,
        activity_outcomes.is_answered as is_positive,
        false as is_negative

    from activities
    left join activity_outcomes
        on
        activities.activity_type = activity_outcomes.activity_type
        and activities.outcome = activity_outcomes.source_outcome

    union all

    select
        coalesce(owner_key, '(no owner)') as owner_key,
        cast(sal_at as date) as date_day,
        'accepted_lead' as event_type,
        cast(null as varchar) as person_key,
        true as is_positive,
        false as is_negative

    from leads

    union all

    select
        discovery_owner_key as owner_key,
        cast(first_discovery_at as date) as date_day,
        'discovery' as event_type,
        cast(null as varchar) as person_key,
        first_proposal_at >= first_discovery_at as is_positive,
        false as is_negative

    from milestones

    union all

    select
        coalesce(survey_responses.owner_key, accounts.owner_key, '(no owner)') as owner_key,
        survey_responses.response_date as date_day,
        survey_responses.survey_type as event_type,
        cast(null as varchar) as person_key,
        coalesce(
            survey_responses.is_satisfied, survey_responses.nps_group = 'promoter'
        ) as is_positive,
        survey_responses.nps_group = 'detractor' as is_negative

    from survey_responses
    left join accounts on survey_responses.account_key = accounts.account_key
    where
        survey_responses.nps_group in ('promoter', 'passive', 'detractor')
        or survey_responses.is_satisfied is not null

),

placed as (

    select
        rep_periods.member_level,
        rep_periods.member_key,
        rep_periods.member_name,
        rep_periods.period_type,
        rep_periods.period_start_date,
        rep_periods.period_end_date,
        events.event_type,
        events.person_key,
        events.is_positive,
        events.is_negative,
        events.event_type not in ('accepted_lead', 'discovery', 'nps', 'csat') as is_activity

    from events
    inner join rep_periods
        on
        events.owner_key = rep_periods.owner_key
        and rep_periods.month_start_date = {{ calendar_month('events.date_day') }}
        and events.date_day between rep_periods.first_date and rep_periods.last_date

),

counted as (

    select
        member_level,
        member_key,
        member_name,
        period_type,
        period_start_date,
        period_end_date,
        count(*) filter (where is_activity) as activities,
        count(*) filter (where event_type = 'call') as calls,
        count(*) filter (where event_type = 'email') as emails,
        count(*) filter (where event_type = 'meeting') as meetings,
        count(*) filter (where event_type = 'demo') as demos,
        count(*) filter (where event_type = 'proposal') as proposals,
        count(*) filter (where event_type = 'social_message') as social_messages,
        count(is_positive) filter (where event_type = 'call') as calls_with_outcome,
        count(*) filter (where event_type = 'call' and is_positive) as connected_calls,
        count(is_positive) filter (where event_type = 'social_message')
            as social_messages_with_outcome,
        count(*) filter (where event_type = 'social_message' and is_positive)
            as answered_social_messages,
        count(person_key) as touches_of_people,
        count(distinct person_key) as people_touched,
        count(*) filter (where event_type = 'accepted_lead') as accepted_leads,
        count(*) filter (where event_type = 'discovery') as discovered_deals,
        count(*) filter (where event_type = 'discovery' and is_positive)
            as proposed_discovered_deals,
        count(*) filter (where event_type = 'nps') as nps_responses,
        count(*) filter (where event_type = 'nps' and is_positive) as nps_promoters,
        count(*) filter (where event_type = 'nps' and is_negative) as nps_detractors,
        count(*) filter (where event_type = 'csat') as csat_responses,
        count(*) filter (where event_type = 'csat' and is_positive) as csat_satisfied

    from placed
    group by 1, 2, 3, 4, 5, 6

)

select * from counted
