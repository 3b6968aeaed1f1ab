with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

activities as (

    select * from {{ ref('fct_activities') }}
    where not is_logged_copy and activity_type not in ('research', 'task')

),

people as (

    select * from {{ ref('bridge_opportunity_people') }}

),

-- As with touches: who names a deal speaks of that deal, who names none of every open deal of the
-- company.
of_deals as (

    select
        opportunity_key,
        activity_type,
        source_type,
        is_completed,
        occurred_at

    from activities
    where opportunity_key is not null

    union all

    select
        opportunities.opportunity_key,
        activities.activity_type,
        activities.source_type,
        activities.is_completed,
        activities.occurred_at

    from opportunities
    inner join activities on opportunities.account_key = activities.account_key
    where
        activities.opportunity_key is null
        and opportunities.created_at <= activities.occurred_at
        and coalesce(opportunities.closed_at >= activities.occurred_at, true)

),

{%- set talks_of_roi = "'(^|[^a-z])(roi|return on investment|business case|payback)([^a-z]|$)'" %}

done as (

    select
        opportunity_key,
        count(*) as activities,
        count(*) filter (where activity_type = 'call') as calls,
        count(*) filter (where activity_type = 'email') as emails,
        count(*) filter (where activity_type = 'social_message') as social_messages,
        count(*) filter (where activity_type = 'meeting') as meetings,
        count(*) filter (where activity_type = 'demo') as demos,
        count(*) filter (where activity_type = 'proposal') as proposals,
        count(*) filter (where {{ regex_matches('lower(source_type)', talks_of_roi) }})
            as roi_talks,
        min(occurred_at) as first_activity_at,
        max(occurred_at) as last_activity_at

    from of_deals
    where is_completed and occurred_at <= {{ end_of_day(as_of()) }}
    group by opportunity_key

),

planned as (

    select
        opportunity_key,
        min(occurred_at) as next_activity_at

    from of_deals
    where not is_completed and occurred_at > {{ end_of_day(as_of()) }}
    group by opportunity_key

),

content as (

    select
        opportunity_key,
        count(*) filter (where content_format = 'case_study') as case_studies,
        count(*) filter (
            where {{ regex_matches(
                "lower(content_title || ' ' || content_topic)", talks_of_roi
            ) }}
        ) as roi_pieces

    from {{ ref('fct_content_uses') }}
    where opportunity_key is not null
    group by opportunity_key

),

contacts as (

    select
        opportunity_key,
        count(*) as contacts

    from people
    group by opportunity_key

),

counted as (

    select
        opportunities.opportunity_key,
        cast(coalesce(done.activities, 0) as bigint) as activities,
        cast(coalesce(done.calls, 0) as bigint) as calls,
        cast(coalesce(done.emails, 0) as bigint) as emails,
        cast(coalesce(done.social_messages, 0) as bigint) as social_messages,
        cast(coalesce(done.meetings, 0) as bigint) as meetings,
        cast(coalesce(done.demos, 0) as bigint) as demos,
        cast(coalesce(done.proposals, 0) as bigint) as proposals,
        cast(coalesce(content.case_studies, 0) as bigint) as case_studies,
        cast(coalesce(done.roi_talks, 0) + coalesce(content.roi_pieces, 0) as bigint) as roi_talks,
        cast(coalesce(contacts.contacts, 0) as bigint) as contacts,
        done.first_activity_at,
        done.last_activity_at,
        planned.next_activity_at

    from opportunities
    left join done on opportunities.opportunity_key = done.opportunity_key
    left join planned on opportunities.opportunity_key = planned.opportunity_key
    left join content on opportunities.opportunity_key = content.opportunity_key
    left join contacts on opportunities.opportunity_key = contacts.opportunity_key

)

select * from counted
