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

-- When the person of the deal became a lead, if one of the leads of the CRM became the deal.
deal_leads as (

    select
        opportunity_key,
        min(created_at) as lead_at

    from leads
    where opportunity_key is not null
    group by opportunity_key

),

deals as (

    select
        opportunities.*,
        contact_people.person_key,
        deal_leads.lead_at,
        opportunities.reporting_amount is not null as has_value,
        cast(coalesce(opportunities.reporting_amount, 0) as decimal(18, 6)) as goal_value

    from opportunities
    left join contact_people
        on 'contact:' || opportunities.primary_contact_key = contact_people.identifier
    left join deal_leads on opportunities.opportunity_key = deal_leads.opportunity_key

),

-- A CRM knows a refund as a deal of negative value. It takes back what the company bought last.
refunds as (

    select
        refunded.opportunity_key,
        bought.opportunity_key as bought_opportunity_key

    from deals as refunded
    inner join deals as bought
        on
        refunded.account_key = bought.account_key
        and bought.closed_at <= refunded.closed_at
    where
        refunded.is_won
        and refunded.goal_value < 0
        and bought.is_won
        and bought.goal_value > 0
    qualify
        row_number() over (
            partition by refunded.opportunity_key
            order by bought.closed_at desc, bought.opportunity_key asc
        ) = 1

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
        cast(null as varchar) as refunded_goal_key,
        created_at as lead_at,
        cast(null as timestamp) as opportunity_at,
        cast(null as timestamp) as closed_at,
        mql_at as reached_at,
        false as has_value,
        cast(0 as decimal(18, 6)) as goal_value

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
        goal_value

    from deals
    where created_at is not null

    union all

    select
        case when goal_value < 0 then 'refund:' else 'won:' end || deals.opportunity_key
            as goal_key,
        case when goal_value < 0 then 'refund' else 'won' end as goal_type,
        deals.source_system,
        deals.person_key,
        deals.account_key,
        deals.opportunity_key,
        'won:' || refunds.bought_opportunity_key as refunded_goal_key,
        deals.lead_at,
        deals.created_at as opportunity_at,
        deals.closed_at,
        deals.closed_at as reached_at,
        deals.has_value,
        deals.goal_value

    from deals
    left join refunds on deals.opportunity_key = refunds.opportunity_key
    where deals.is_won

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
        goal_value

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
        cast(null as varchar) as refunded_goal_key,
        cast(null as timestamp) as lead_at,
        cast(null as timestamp) as opportunity_at,
        cast(null as timestamp) as closed_at,
        reached_at,
        goal_value != 0 as has_value,
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
        goals.refunded_goal_key,
        goals.lead_at,
        goals.opportunity_at,
        goals.closed_at,
        goals.reached_at,
        cast(goals.reached_at as date) as reached_date,
        goals.has_value,
        goals.goal_value

    from goals
    left join people on goals.person_key = people.person_key

)

select * from placed
