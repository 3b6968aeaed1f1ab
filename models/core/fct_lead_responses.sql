with

leads as (

    select * from {{ ref('fct_leads') }}

),

-- A look-up, a task and a mailing are no answer of a person; a touch is what the buyer sees.
touches as (

    select * from {{ ref('fct_activities') }}
    where
        is_completed
        and not is_logged_copy
        and touch_type is not null
        and person_key is not null
        and occurred_at <= {{ end_of_day(as_of()) }}

),

touched as (

    select
        leads.lead_key,
        count(*) as touches,
        min(touches.occurred_at) filter (where leads.mql_at <= touches.occurred_at)
            as first_touch_at,
        max(touches.occurred_at) as last_touch_at

    from leads
    inner join touches on leads.person_key = touches.person_key
    where leads.created_at <= touches.occurred_at
    group by leads.lead_key

),

answered as (

    select
        leads.lead_key,
        leads.mql_at,
        case
            when leads.mql_at is null then null
            when touched.first_touch_at is null then leads.sal_at
            when leads.sal_at < touched.first_touch_at then leads.sal_at
            else touched.first_touch_at
        end as responded_at,
        cast(coalesce(touched.touches, 0) as bigint) as touches,
        touched.last_touch_at,
        {{ end_of_day(as_of()) }} as day_end_at

    from leads
    left join touched on leads.lead_key = touched.lead_key

),

measured as (

    select
        lead_key,
        mql_at,
        responded_at,
        {{ fractional_days_between('mql_at', 'responded_at') }} as days_to_response,
        {{ fractional_days_between('mql_at', 'day_end_at') }} as days_since_mql,
        touches,
        last_touch_at

    from answered

),

-- Started minutes do not count.
published as (

    select
        lead_key,
        mql_at,
        responded_at,
        cast(floor(round(days_to_response * 1440, 3)) as bigint) as minutes_to_response,
        cast(floor(round(days_since_mql * 1440, 3)) as bigint) as minutes_since_mql,
        touches,
        last_touch_at

    from measured

)

select * from published
