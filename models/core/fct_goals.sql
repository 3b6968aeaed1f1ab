with

leads as (

    select * from {{ ref('fct_leads') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

contact_people as (

    select
        identifier,
        person_key

    from {{ ref('int_identity__person_identifiers') }}
    where identifier like 'contact:%'

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
        created_at as reached_at,
        cast(0 as decimal(18, 6)) as goal_value

    from leads

    union all

    select
        'mql:' || lead_key as goal_key,
        'mql' as goal_type,
        source_system,
        person_key,
        account_key,
        cast(null as varchar) as opportunity_key,
        mql_at as reached_at,
        cast(0 as decimal(18, 6)) as goal_value

    from leads
    where mql_at is not null

    union all

    select
        'opportunity_created:' || opportunities.opportunity_key as goal_key,
        'opportunity_created' as goal_type,
        opportunities.source_system,
        contact_people.person_key,
        opportunities.account_key,
        opportunities.opportunity_key,
        opportunities.created_at as reached_at,
        cast(coalesce(opportunities.reporting_amount, 0) as decimal(18, 6)) as goal_value

    from opportunities
    left join contact_people
        on 'contact:' || opportunities.primary_contact_key = contact_people.identifier
    where opportunities.created_at is not null

    union all

    select
        'won:' || opportunities.opportunity_key as goal_key,
        'won' as goal_type,
        opportunities.source_system,
        contact_people.person_key,
        opportunities.account_key,
        opportunities.opportunity_key,
        opportunities.closed_at as reached_at,
        cast(coalesce(opportunities.reporting_amount, 0) as decimal(18, 6)) as goal_value

    from opportunities
    left join contact_people
        on 'contact:' || opportunities.primary_contact_key = contact_people.identifier
    where opportunities.is_won

    union all

    -- a company that keeps no deals has won its leads all the same; `won` stays the deals
    select
        'lead_won:' || lead_key as goal_key,
        'lead_won' as goal_type,
        source_system,
        person_key,
        account_key,
        cast(null as varchar) as opportunity_key,
        won_at as reached_at,
        cast(0 as decimal(18, 6)) as goal_value

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
        reached_at,
        goal_value

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
        goals.reached_at,
        cast(goals.reached_at as date) as reached_date,
        goals.goal_value

    from goals
    left join people on goals.person_key = people.person_key

)

select * from placed
