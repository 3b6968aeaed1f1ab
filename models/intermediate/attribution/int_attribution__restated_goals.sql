-- The goals of closed months, those that were reported and those that count now, with what became
-- of them.
with

reported as (

    select
        month_start_date,
        frozen_date,
        goal_type,
        goal_key,
        goal_value,
        coalesce(account_key, person_key) as owner_key
    from {{ ref('fct_goals_as_reported') }}

),

current_goals as (

    select
        cast(date_trunc('month', reached_at) as date) as month_start_date,
        goal_type,
        goal_key,
        goal_value,
        coalesce(account_key, person_key) as owner_key
    from {{ ref('fct_goals') }}

),

closings as (

    select distinct frozen_date from {{ ref('fct_attribution_rules_as_reported') }}

),

months as (

    select distinct month_start_date from current_goals

),

reported_goals as (

    select distinct goal_key from reported

),

-- A month was frozen at the first closing after it, whether it had goals or not.
closed_months as (

    select
        months.month_start_date,
        min(closings.frozen_date) as frozen_date

    from months
    inner join closings on months.month_start_date < date_trunc('month', closings.frozen_date)
    group by months.month_start_date

),

now_in_closed_months as (

    select
        current_goals.*,
        closed_months.frozen_date

    from current_goals
    inner join closed_months on current_goals.month_start_date = closed_months.month_start_date

),

joined as (

    select
        coalesce(reported.month_start_date, now_in_closed_months.month_start_date)
            as month_start_date,
        coalesce(reported.frozen_date, now_in_closed_months.frozen_date) as frozen_date,
        coalesce(reported.goal_type, now_in_closed_months.goal_type) as goal_type,
        coalesce(reported.goal_key, now_in_closed_months.goal_key) as goal_key,
        reported.goal_key is not null as was_reported,
        now_in_closed_months.goal_key is not null as is_current,
        reported.goal_value as reported_value,
        now_in_closed_months.goal_value as current_value,
        coalesce(reported.owner_key, '') != coalesce(now_in_closed_months.owner_key, '')
            as is_of_another

    from reported
    full join now_in_closed_months
        on
        reported.month_start_date = now_in_closed_months.month_start_date
        and reported.goal_type = now_in_closed_months.goal_type
        and reported.goal_key = now_in_closed_months.goal_key

),

judged as (

    select
        joined.*,
        case
            when joined.was_reported and joined.is_current then null
            when joined.was_reported and elsewhere_now.goal_key is not null then 'goal_moved'
            when joined.was_reported then 'deletion'
            when elsewhere_then.goal_key is not null then 'goal_moved'
            else 'goal_added'
        end as goal_cause

    from joined
    left join current_goals as elsewhere_now on joined.goal_key = elsewhere_now.goal_key
    left join reported_goals as elsewhere_then
        on joined.goal_key = elsewhere_then.goal_key

)

select * from judged
