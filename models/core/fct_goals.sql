with

leads as (

    select * from {{ ref('fct_leads') }}

),

deals as (

    select * from {{ ref('int_goals__deals') }}

),

other_goals as (

    select * from {{ ref('int_goals__converted') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

goals as (

    select
        'lead:' || lead_key as goal_key,
        'lead' as goal_type,
        source_system,
        person_key,
        account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as refunded_goal_key,
        created_at as lead_at,
        cast(null as timestamp) as opportunity_at,
        cast(null as timestamp) as closed_at,
        created_at as reached_at,
        false as has_value,
        cast(0 as decimal(18, 6)) as goal_value,
        0 as reopened_count

    from leads

    union all

    select
        'mql:' || lead_key as goal_key,
        'mql' as goal_type,
        source_system,
        person_key,
        account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as refunded_goal_key,
        created_at as lead_at,
        cast(null as timestamp) as opportunity_at,
        cast(null as timestamp) as closed_at,
        mql_at as reached_at,
        false as has_value,
        cast(0 as decimal(18, 6)) as goal_value,
        0 as reopened_count

    from leads
    where mql_at is not null

    union all

    select
        'opportunity_created:' || opportunity_key as goal_key,
        'opportunity_created' as goal_type,
        source_system,
        person_key,
        account_key,
        opportunity_key,
        cast(null as varchar) as refunded_goal_key,
        lead_at,
        created_at as opportunity_at,
        cast(null as timestamp) as closed_at,
        created_at as reached_at,
        has_value,
        goal_value,
        0 as reopened_count

    from deals
    where created_at is not null

    union all

    select
        case when goal_value < 0 then 'refund:' else 'won:' end || opportunity_key as goal_key,
        case when goal_value < 0 then 'refund' else 'won' end as goal_type,
        source_system,
        person_key,
        account_key,
        opportunity_key,
        'won:' || bought_opportunity_key as refunded_goal_key,
        lead_at,
        created_at as opportunity_at,
        closed_at,
        closed_at as reached_at,
        has_value,
        goal_value,
        reopened_count

    from deals
    where is_won

    union all

    select
        'expansion:' || opportunity_key as goal_key,
        'expansion' as goal_type,
        source_system,
        person_key,
        account_key,
        opportunity_key,
        cast(null as varchar) as refunded_goal_key,
        lead_at,
        created_at as opportunity_at,
        closed_at,
        closed_at as reached_at,
        has_value,
        goal_value,
        reopened_count

    from deals
    where is_won and opportunity_type = 'expansion' and goal_value >= 0

    union all

    -- a company that keeps no deals has won its leads all the same; `won` stays the deals
    select
        'lead_won:' || lead_key as goal_key,
        'lead_won' as goal_type,
        source_system,
        person_key,
        account_key,
        cast(null as varchar) as opportunity_key,
        cast(null as varchar) as refunded_goal_key,
        created_at as lead_at,
        cast(null as timestamp) as opportunity_at,
        won_at as closed_at,
        won_at as reached_at,
        false as has_value,
        cast(0 as decimal(18, 6)) as goal_value,
        0 as reopened_count

    from leads
    where won_at is not null and opportunity_key is null

    union all

    select
        goal_key,
        goal_type,
        source_system,
        person_key,
        account_key,
        opportunity_key,
        cast(null as varchar) as refunded_goal_key,
        cast(null as timestamp) as lead_at,
        cast(null as timestamp) as opportunity_at,
        cast(null as timestamp) as closed_at,
        reached_at,
        goal_value != 0 as has_value,
        goal_value,
        0 as reopened_count

    from other_goals

),

placed as (

    select
        goals.goal_key,
        goals.goal_type,
        goals.source_system,
        goals.person_key,
        coalesce(goals.account_key, people.account_key) as account_key,
        goals.opportunity_key,
        goals.refunded_goal_key,
        goals.lead_at,
        goals.opportunity_at,
        goals.closed_at,
        goals.reached_at,
        cast(goals.reached_at as date) as reached_date,
        goals.has_value,
        goals.goal_value,
        goals.reopened_count

    from goals
    left join people on goals.person_key = people.person_key

)

select * from placed
