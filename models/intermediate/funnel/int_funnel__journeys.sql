-- Whose touches a journey is made of, and until when: one journey for every deal, one for every
-- company, or person without a company, that never had a deal.
with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}
    where is_creditable and touched_at <= {{ end_of_day(as_of()) }}

),

people as (

    select * from {{ ref('dim_people') }}

),

identifiers as (

    select * from {{ ref('int_identity__person_identifiers') }}

),

goal_types as (

    select * from {{ ref('goal_types') }}
    where goal_type = 'won'

),

deal_leads as (

    select
        opportunity_key,
        min(created_at) as lead_at,
        min(mql_at) as mql_at,
        min(sal_at) as sal_at

    from {{ ref('fct_leads') }}
    where opportunity_key is not null
    group by opportunity_key

),

wins as (

    select
        opportunities.opportunity_key,
        max(earlier.closed_at) as previous_win_at

    from opportunities
    inner join opportunities as earlier
        on
        opportunities.account_key = earlier.account_key
        and opportunities.created_at > earlier.closed_at
    where earlier.is_won
    group by opportunities.opportunity_key

),

deals as (

    select
        opportunities.*,
        identifiers.person_key,
        coalesce(opportunities.account_key, people.account_key) as holder_account_key

    from opportunities
    left join identifiers
        on 'contact:' || opportunities.primary_contact_key = identifiers.identifier
    left join people on identifiers.person_key = people.person_key

),

-- A person without a company is a company of one. The lookback of won deals is that of all.
deal_journeys as (

    select
        'deal:' || deals.opportunity_key as journey_key,
        deals.opportunity_key,
        deals.holder_account_key as account_key,
        case when deals.holder_account_key is null then deals.person_key end as lone_person_key,
        case
            when deals.is_won then 'won'
            when deals.is_closed then 'lost'
            else 'open'
        end as journey_outcome,
        wins.previous_win_at,
        deal_leads.lead_at,
        deal_leads.mql_at,
        deal_leads.sal_at,
        deals.created_at as opportunity_at,
        deals.closed_at,
        coalesce(deals.closed_at, {{ end_of_day(as_of()) }}) as ends_at,
        goal_types.lookback_days

    from deals
    left join goal_types on goal_types.goal_type = 'won'
    left join deal_leads on deals.opportunity_key = deal_leads.opportunity_key
    left join wins on deals.opportunity_key = wins.opportunity_key

),

holders as (

    select distinct
        account_key,
        case when account_key is null then person_key end as lone_person_key

    from touchpoints
    where coalesce(account_key, person_key) is not null

),

deal_accounts as (

    select distinct account_key from deal_journeys
    where account_key is not null

),

deal_people as (

    select distinct lone_person_key from deal_journeys
    where lone_person_key is not null

),

other_journeys as (

    select
        coalesce(
            'account:' || holders.account_key, 'person:' || holders.lone_person_key
        ) as journey_key,
        cast(null as varchar) as opportunity_key,
        holders.account_key,
        holders.lone_person_key,
        'no goal' as journey_outcome,
        cast(null as timestamp) as previous_win_at,
        cast(null as timestamp) as lead_at,
        cast(null as timestamp) as mql_at,
        cast(null as timestamp) as sal_at,
        cast(null as timestamp) as opportunity_at,
        cast(null as timestamp) as closed_at,
        {{ end_of_day(as_of()) }} as ends_at,
        cast(null as integer) as lookback_days

    from holders
    left join deal_accounts on holders.account_key = deal_accounts.account_key
    left join deal_people on holders.lone_person_key = deal_people.lone_person_key
    where deal_accounts.account_key is null and deal_people.lone_person_key is null

),

journeys as (

    select * from deal_journeys
    union all
    select * from other_journeys

),

dated as (

    select
        *,
        {{ dbt.dateadd('day', '-lookback_days', 'ends_at') }} as earliest_at

    from journeys

)

select * from dated
