-- A visit of somebody who said later who he is was nobody's until then, and nobody had come back
-- while the touch before it was still a stranger's.
with

sessions as (

    select
        'session:' || session_key as touchpoint_key,
        visitor_key

    from {{ ref('fct_sessions') }}
    where person_key is not null

),

known_visitors as (

    select * from {{ ref('int_score__known_visitors') }}

),

touches as (

    select
        touchpoints.touchpoint_key,
        touchpoints.person_key,
        touchpoints.touched_at,
        touchpoints.touch_priority,
        greatest(touchpoints.touched_at, known_visitors.known_at) as known_at

    from {{ ref('fct_touchpoints') }} as touchpoints
    left join sessions on touchpoints.touchpoint_key = sessions.touchpoint_key
    left join known_visitors on sessions.visitor_key = known_visitors.visitor_key
    where touchpoints.is_creditable and touchpoints.person_key is not null

),

compared as (

    select
        touchpoint_key,
        known_at,
        greatest(
            known_at,
            min(known_at) over (
                partition by person_key
                order by touched_at, touch_priority, touchpoint_key
                rows between unbounded preceding and 1 preceding
            )
        ) as return_known_at

    from touches

)

select * from compared
