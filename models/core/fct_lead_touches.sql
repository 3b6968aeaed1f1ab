with

leads as (

    select * from {{ ref('fct_leads') }}

),

-- A look-up, a task and a mailing are no answer of a person, and what the buyer wrote is none of
-- ours; a touch is what the buyer sees.
activities as (

    select * from {{ ref('fct_activities') }}
    where
        is_completed
        and not is_logged_copy
        and touch_type is not null
        and coalesce(direction, '(not set)') != 'inbound'
        and person_key is not null
        and occurred_at <= {{ end_of_day(as_of()) }}

),

touches as (

    select
        leads.lead_key,
        activities.activity_key,
        activities.activity_type as response_type,
        activities.owner_key,
        leads.mql_at,
        activities.occurred_at

    from leads
    inner join activities on leads.person_key = activities.person_key
    where leads.created_at <= activities.occurred_at

    union all

    -- what sales took on before marketing called it qualified need not be answered again
    select
        lead_key,
        '(acceptance)' as activity_key,
        'acceptance' as response_type,
        owner_key,
        mql_at,
        greatest(sal_at, mql_at) as occurred_at

    from leads
    where mql_at is not null and sal_at is not null

),

judged as (

    select
        lead_key,
        activity_key,
        response_type,
        owner_key,
        occurred_at,
        coalesce(mql_at <= occurred_at, false) as is_answer

    from touches

),

-- The first is the earliest, whatever order they were written down in.
numbered as (

    select
        *,
        is_answer
        and row_number() over (
            partition by lead_key, is_answer
            order by occurred_at asc, response_type = 'acceptance', activity_key asc
        ) = 1 as is_first_answer

    from judged

)

select * from numbered
