-- Every touch, and every visit and click of nobody we know: it becomes a touch when somebody says
-- who that was, and then it did not arrive late.
with

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

sessions as (

    select * from {{ ref('fct_sessions') }}
    where person_key is null

),

email_clicks as (

    select * from {{ ref('fct_email_events') }}
    where event_type = 'click' and person_key is null

),

known as (

    select
        touchpoint_key,
        touch_type,
        person_key,
        account_key,
        side,
        channel,
        campaign_key
    from touchpoints

    union all

    select
        'session:' || session_key as touchpoint_key,
        cast(null as varchar) as touch_type,
        cast(null as varchar) as person_key,
        cast(null as varchar) as account_key,
        cast(null as varchar) as side,
        channel,
        campaign_key
    from sessions

    union all

    select
        'email:' || email_event_key as touchpoint_key,
        cast(null as varchar) as touch_type,
        cast(null as varchar) as person_key,
        cast(null as varchar) as account_key,
        cast(null as varchar) as side,
        'Email' as channel,
        campaign_key
    from email_clicks

)

select * from known
