-- The journey is the one that the ledger counts: touches that may earn credit, of anybody of the
-- company, from the lookback of the goal to the goal.
with

goals as (

    select
        goals.*,
        coalesce(numbered.goal_number, bought.goal_number) as goal_number

    from {{ ref('fct_goals') }} as goals
    left join {{ ref('int_attribution__goals') }} as numbered
        on goals.goal_key = numbered.goal_key
    left join {{ ref('int_attribution__goals') }} as bought
        on goals.refunded_goal_key = bought.goal_key
    where goals.reached_at is not null

),

touches as (

    select
        goal_touches.goal_number,
        touchpoints.*

    from {{ ref('int_attribution__goal_touches') }} as goal_touches
    inner join {{ ref('fct_touchpoints') }} as touchpoints
        on goal_touches.touchpoint_key = touchpoints.touchpoint_key
    where goal_touches.is_of_the_company

),

last_touches as (

    select * from touches
    qualify
        row_number() over (
            partition by goal_number
            order by touched_at desc, touch_priority desc, touchpoint_key desc
        ) = 1

),

last_campaigns as (

    select * from touches
    where campaign_key is not null
    qualify
        row_number() over (
            partition by goal_number
            order by touched_at desc, touch_priority desc, touchpoint_key desc
        ) = 1

),

last_messages as (

    select
        touches.goal_number,
        message_touches.message

    from touches
    inner join {{ ref('fct_message_touches') }} as message_touches
        on touches.touchpoint_key = message_touches.touchpoint_key
    where message_touches.message != '(not set)'
    qualify
        row_number() over (
            partition by touches.goal_number
            order by
                touches.touched_at desc,
                touches.touch_priority desc,
                touches.touchpoint_key desc
        ) = 1

),

leads as (

    select
        lead_key,
        channel

    from {{ ref('fct_leads') }}

),

opportunities as (

    select
        opportunity_key,
        campaign_key

    from {{ ref('fct_opportunities') }}

),

campaigns as (

    select
        campaign_key,
        channel,
        message

    from {{ ref('dim_campaigns') }}

),

decided as (

    select
        goals.goal_key,
        goals.goal_type,
        goals.source_system,
        goals.account_key,
        goals.opportunity_key,
        last_campaigns.touchpoint_key,
        coalesce(last_campaigns.campaign_key, opportunities.campaign_key) as campaign_key,
        coalesce(leads.channel, last_touches.channel, 'Unassigned') as channel_without_campaign,
        last_messages.message,
        last_campaigns.touch_date,
        goals.reached_date,
        goals.goal_value

    from goals
    left join last_campaigns on goals.goal_number = last_campaigns.goal_number
    left join last_messages on goals.goal_number = last_messages.goal_number
    left join last_touches on goals.goal_number = last_touches.goal_number
    left join opportunities on goals.opportunity_key = opportunities.opportunity_key
    left join leads
        on
        goals.goal_type in ('lead', 'mql', 'lead_won')
        and leads.lead_key = substr(goals.goal_key, length(goals.goal_type) + 2)

),

published as (

    select
        decided.goal_key,
        decided.goal_type,
        decided.source_system,
        decided.account_key,
        decided.opportunity_key,
        case when campaigns.campaign_key is not null then decided.touchpoint_key end
            as touchpoint_key,
        coalesce(campaigns.campaign_key, '(no campaign)') as campaign_key,
        coalesce(campaigns.channel, decided.channel_without_campaign) as channel,
        case
            when campaigns.campaign_key is null then '(none)'
            when decided.touchpoint_key is not null then 'last touch'
            else 'deal'
        end as campaign_decided_by,
        coalesce(decided.message, campaigns.message, '(not set)') as message,
        case when campaigns.campaign_key is not null then decided.touch_date end as touch_date,
        decided.reached_date,
        decided.goal_value

    from decided
    left join campaigns on decided.campaign_key = campaigns.campaign_key

)

select * from published
