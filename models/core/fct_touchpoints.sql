with

sessions as (

    select * from {{ ref('fct_sessions') }}
    where person_key is not null

),

email_clicks as (

    select * from {{ ref('fct_email_events') }}
    where event_type = 'click' and person_key is not null

),

offline as (

    select * from {{ ref('int_touches__from_records') }}

),

activities as (

    select * from {{ ref('fct_activities') }}
    where touch_type is not null

),

people as (

    select * from {{ ref('dim_people') }}

),

touch_types as (

    select * from {{ ref('touch_types') }}

),

channels as (

    select * from {{ ref('dim_channels') }}

),

touches as (

    select
        'session:' || sessions.session_key as touchpoint_key,
        sessions.source_system,
        case
            when channels.is_paid then 'paid_session'
            when sessions.channel = 'Direct' then 'direct_session'
            else 'session'
        end as touch_type,
        sessions.person_key,
        cast(null as varchar) as account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as owner_key,
        sessions.campaign_key,
        sessions.channel,
        sessions.started_at as touched_at,
        cast(null as varchar) as outcome,
        case when sessions.is_bot then 'bot' end as flaw

    from sessions
    inner join channels on sessions.channel = channels.channel

    union all

    select
        'email:' || email_event_key as touchpoint_key,
        source_system,
        'email_click' as touch_type,
        person_key,
        cast(null as varchar) as account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as owner_key,
        campaign_key,
        'Email' as channel,
        occurred_at as touched_at,
        cast(null as varchar) as outcome,
        case when is_machine then 'link scanner' end as flaw

    from email_clicks

    union all

    select
        touchpoint_key,
        source_system,
        touch_type,
        person_key,
        account_key,
        opportunity_key,
        owner_key,
        campaign_key,
        channel,
        touched_at,
        cast(null as varchar) as outcome,
        cast(null as varchar) as flaw

    from offline

    union all

    select
        'activity:' || activity_key as touchpoint_key,
        source_system,
        touch_type,
        person_key,
        account_key,
        opportunity_key,
        owner_key,
        cast(null as varchar) as campaign_key,
        cast(null as varchar) as channel,
        occurred_at as touched_at,
        outcome,
        case when not is_completed then 'not completed' end as flaw

    from activities

),

described as (

    select
        touches.touchpoint_key,
        touches.source_system,
        touches.touch_type,
        coalesce(touch_types.side, 'marketing') as side,
        coalesce(touches.channel, touch_types.channel, 'Unassigned') as channel,
        touches.person_key,
        coalesce(touches.account_key, people.account_key) as account_key,
        touches.opportunity_key,
        touches.owner_key,
        touches.campaign_key,
        touches.touched_at,
        coalesce(touch_types.weight_class, 'glance') as weight_class,
        coalesce(touch_types.priority, 999) as touch_priority,
        case
            when touches.flaw is not null then touches.flaw
            when touches.touched_at is null then 'no time'
            when touch_types.touch_type is null then 'unknown touch type'
            when not touch_types.is_creditable then 'kind earns no credit'
            when
                touch_types.counts_when is not null
                and not {{ regex_matches('lower(touches.outcome)', 'touch_types.counts_when') }}
                then 'no answer'
        end as not_creditable_reason

    from touches
    left join people on touches.person_key = people.person_key
    left join touch_types on touches.touch_type = touch_types.touch_type

),

judged as (

    select
        described.touchpoint_key,
        described.source_system,
        described.touch_type,
        described.side,
        described.channel,
        coalesce(channels.is_one_to_one, false) as is_one_to_one,
        described.person_key,
        described.account_key,
        described.opportunity_key,
        described.owner_key,
        described.campaign_key,
        described.touched_at,
        cast(described.touched_at as date) as touch_date,
        described.touch_priority,
        described.weight_class,
        described.not_creditable_reason is null as is_creditable,
        coalesce(described.not_creditable_reason, '(creditable)') as not_creditable_reason

    from described
    left join channels on described.channel = channels.channel

)

select * from judged
