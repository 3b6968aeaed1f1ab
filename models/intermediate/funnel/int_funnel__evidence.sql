with

people as (

    select * from {{ ref('dim_people') }}
    where not is_internal

),

content as (

    select * from {{ ref('dim_content') }}

),

funnel_evidence as (

    select * from {{ ref('funnel_evidence') }}

),

sessions as (

    select
        'session:' || session_key as touchpoint_key,
        is_engaged

    from {{ ref('fct_sessions') }}
    where person_key is not null

),

-- A visitor who has not said who he is is somebody all the same; without consent nobody is.
unnamed_visits as (

    select
        'session:' || session_key as touchpoint_key,
        'visitor:' || visitor_key as person_key,
        channel,
        started_at,
        is_engaged,
        row_number() over (
            partition by visitor_key order by started_at, session_key
        ) as visit_number

    from {{ ref('fct_sessions') }}
    where person_key is null and visitor_key is not null and has_consent and is_counted

),

touches as (

    select
        touchpoints.touchpoint_key,
        touchpoints.person_key,
        touchpoints.account_key,
        touchpoints.touch_type,
        touchpoints.channel,
        touchpoints.content_key,
        touchpoints.touched_at,
        touchpoints.touch_priority,
        sessions.touchpoint_key is null as is_no_visit,
        coalesce(sessions.is_engaged, false) as is_engaged_visit,
        row_number() over (
            partition by touchpoints.person_key
            order by
                touchpoints.touched_at, touchpoints.touch_priority, touchpoints.touchpoint_key
        ) as touch_number

    from {{ ref('fct_touchpoints') }} as touchpoints
    left join sessions on touchpoints.touchpoint_key = sessions.touchpoint_key
    where touchpoints.is_creditable and touchpoints.person_key is not null

),

-- Who leaves a page at once has not taken in what it is made for.
signs as (

    select
        touchpoint_key as evidence_key,
        touch_type as evidence,
        person_key,
        account_key,
        cast(null as varchar) as content_key,
        channel,
        touched_at as shown_at

    from touches

    union all

    select
        touchpoint_key as evidence_key,
        'engaged_return' as evidence,
        person_key,
        account_key,
        cast(null as varchar) as content_key,
        channel,
        touched_at as shown_at

    from touches
    where is_engaged_visit and touch_number > 1

    union all

    select
        touchpoint_key as evidence_key,
        case when visit_number = 1 then 'unnamed_visit' else 'engaged_return' end as evidence,
        person_key,
        cast(null as varchar) as account_key,
        cast(null as varchar) as content_key,
        channel,
        started_at as shown_at

    from unnamed_visits
    where visit_number = 1 or is_engaged

    union all

    select
        touchpoint_key as evidence_key,
        'content' as evidence,
        person_key,
        account_key,
        content_key,
        channel,
        touched_at as shown_at

    from touches
    where content_key is not null and (is_no_visit or is_engaged_visit)

    union all

    select
        'content:' || content_uses.content_use_key as evidence_key,
        'content' as evidence,
        content_uses.person_key,
        content_uses.account_key,
        content_uses.content_key,
        cast(null as varchar) as channel,
        content_uses.used_at as shown_at

    from {{ ref('fct_content_uses') }} as content_uses
    inner join people on content_uses.person_key = people.person_key

    union all

    select
        'goal:' || goals.goal_key as evidence_key,
        goals.goal_type as evidence,
        goals.person_key,
        goals.account_key,
        cast(null as varchar) as content_key,
        cast(null as varchar) as channel,
        goals.reached_at as shown_at

    from {{ ref('fct_goals') }} as goals
    inner join people on goals.person_key = people.person_key

),

staged as (

    select
        signs.*,
        people.person_key is not null as is_named,
        case when signs.channel is null then signs.person_key end as asking_person_key,
        coalesce(content.funnel_stage, funnel_evidence.funnel_stage) as funnel_stage

    from signs
    left join people on signs.person_key = people.person_key
    left join content on signs.content_key = content.content_key
    left join funnel_evidence on signs.evidence = funnel_evidence.evidence
    where signs.shown_at is not null and {{ as_of() }} >= cast(signs.shown_at as date)

),

-- What has no channel of its own happened on the way that the touch before it had opened.
placed as (

    select
        staged.evidence_key,
        staged.evidence,
        staged.person_key,
        staged.is_named,
        staged.account_key,
        audience_stages.funnel_stage,
        audience_stages.stage_order,
        coalesce(staged.channel, befores.channel, 'Unassigned') as channel,
        coalesce(touches.touch_priority, befores.touch_priority, 999) as evidence_priority,
        staged.shown_at

    from staged
    inner join {{ ref('audience_stages') }} as audience_stages
        on staged.funnel_stage = audience_stages.funnel_stage
    left join touches on staged.evidence_key = touches.touchpoint_key
    left join touches as befores
        on
        staged.asking_person_key = befores.person_key
        and staged.shown_at >= befores.touched_at
    qualify
        row_number() over (
            partition by staged.evidence_key, staged.evidence
            order by befores.touched_at desc, befores.touch_number desc
        ) = 1

)

select * from placed
