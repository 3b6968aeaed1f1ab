with

touches_before as (

    select * from {{ ref('int_attribution__touches_before') }}

),

closing as (

    select * from {{ ref('int_attribution__closing') }}

),

known_touches as (

    select * from {{ ref('int_attribution__known_touches') }}

),

last_known as (

    select * from touches_before
    qualify row_number() over (partition by touchpoint_key order by known_date desc) = 1

),

written_down as (

    select
        touchpoint_key,
        known_date,
        person_key,
        account_key,
        side,
        channel,
        campaign_key
    from touches_before

    union all

    select
        known_touches.touchpoint_key,
        closing.frozen_date as known_date,
        known_touches.person_key,
        known_touches.account_key,
        known_touches.side,
        known_touches.channel,
        known_touches.campaign_key

    from known_touches
    cross join closing
    left join last_known on known_touches.touchpoint_key = last_known.touchpoint_key
    where
        last_known.touchpoint_key is null
        or last_known.person_key is distinct from known_touches.person_key
        or last_known.account_key is distinct from known_touches.account_key
        or last_known.side is distinct from known_touches.side
        or last_known.channel is distinct from known_touches.channel
        or last_known.campaign_key is distinct from known_touches.campaign_key

)

select * from written_down
