with

evidence as (

    select * from {{ ref('int_funnel__evidence') }}

),

audience_stages as (

    select * from {{ ref('audience_stages') }}

),

shown as (

    select
        'people' as audience,
        person_key as member_key,
        *

    from evidence

    union all

    select
        'accounts' as audience,
        account_key as member_key,
        *

    from evidence
    where account_key is not null

),

firsts as (

    select * from shown
    qualify
        row_number() over (
            partition by audience, member_key, stage_order
            order by shown_at, evidence_priority, evidence_key, evidence
        ) = 1

),

-- Of what shows this stage or a later one the earliest counts, so nobody is ever ahead of himself.
reached as (

    select
        firsts.audience,
        firsts.member_key,
        audience_stages.funnel_stage as stage,
        audience_stages.stage_order,
        firsts.person_key,
        firsts.is_named,
        firsts.account_key,
        firsts.evidence,
        firsts.evidence_key,
        firsts.channel,
        firsts.shown_at as reached_at,
        firsts.stage_order > audience_stages.stage_order as is_imputed

    from firsts
    inner join audience_stages on firsts.stage_order >= audience_stages.stage_order
    qualify
        row_number() over (
            partition by firsts.audience, firsts.member_key, audience_stages.stage_order
            order by firsts.shown_at, firsts.stage_order
        ) = 1

),

compared as (

    select
        *,
        first_value(reached_at) over stages as first_touched_at,
        first_value(channel) over stages as first_channel,
        lag(reached_at) over stages as previous_reached_at,
        lag(is_imputed) over stages as is_previous_imputed,
        lead(stage_order) over stages is not null as has_moved_on

    from reached
    window stages as (partition by audience, member_key order by stage_order)

),

-- An imputed stage was passed at a time nobody knows.
timed as (

    select
        audience,
        member_key,
        stage,
        stage_order,
        person_key,
        is_named,
        account_key,
        evidence,
        evidence_key,
        channel,
        reached_at,
        cast(reached_at as date) as reached_date,
        is_imputed,
        has_moved_on,
        first_touched_at,
        first_channel,
        case
            when not is_imputed and not is_previous_imputed
                then {{ days_between('previous_reached_at', 'reached_at') }}
        end as days_from_previous_stage

    from compared

)

select * from timed
