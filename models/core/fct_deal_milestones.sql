-- A journey starts after the deal that the company won before: what led to that one is its own.
with

deals as (

    select
        opportunity_key,
        account_key,
        coalesce(owner_key, '(no owner)') as owner_key,
        created_at,
        close_date,
        is_closed,
        is_won,
        closed_at,
        coalesce(closed_at, {{ end_of_day(as_of()) }}) as ends_at

    from {{ ref('fct_opportunities') }}

),

activities as (

    select * from {{ ref('fct_activities') }}

),

discovery_types as (

    select * from {{ ref('discovery_types') }}

),

-- Whether or not it earns credit, an e-mail or an InMail of a rep is a first step towards a buyer.
touchpoints as (

    select
        *,
        side = 'sales' and owner_key is not null as is_of_a_rep

    from {{ ref('fct_touchpoints') }}
    where
        is_creditable
        or (side = 'sales' and not_creditable_reason in ('kind earns no credit', 'no answer'))

),

journeys as (

    select
        deals.opportunity_key,
        deals.account_key,
        deals.owner_key,
        deals.close_date,
        deals.is_closed,
        deals.ends_at,
        max(wins.closed_at) as previous_win_at

    from deals
    left join deals as wins
        on
        deals.account_key = wins.account_key
        and deals.created_at > wins.closed_at
        and wins.is_won
    group by
        deals.opportunity_key, deals.account_key, deals.owner_key, deals.close_date,
        deals.is_closed, deals.ends_at

),

candidates as (

    select
        journeys.opportunity_key as deal_key,
        journeys.ends_at,
        journeys.previous_win_at,
        touchpoints.*

    from journeys
    inner join touchpoints on journeys.account_key = touchpoints.account_key

    union all

    select
        journeys.opportunity_key as deal_key,
        journeys.ends_at,
        journeys.previous_win_at,
        touchpoints.*

    from journeys
    inner join touchpoints on journeys.opportunity_key = touchpoints.opportunity_key

),

touches as (

    select * from candidates
    where
        touched_at <= ends_at
        and (previous_win_at is null or touched_at > previous_win_at)
        and coalesce(opportunity_key, deal_key) = deal_key

),

first_touches as (

    select
        deal_key,
        min(touched_at) as first_touch_at,
        min(touched_at) filter (where is_of_a_rep) as first_sales_touch_at

    from touches
    group by deal_key

),

first_discoveries as (

    select
        touches.deal_key,
        touches.touched_at as first_discovery_at,
        coalesce(touches.owner_key, '(no owner)') as discovery_owner_key

    from touches
    inner join activities on touches.touchpoint_key = 'activity:' || activities.activity_key
    inner join discovery_types on lower(trim(activities.source_type)) = discovery_types.source_type
    qualify
        row_number() over (
            partition by touches.deal_key
            order by touches.touched_at, touches.touchpoint_key
        ) = 1

),

proposals as (

    select
        opportunity_key,
        occurred_at as proposed_at
    from activities
    where activity_type = 'proposal' and is_completed

    union all

    select
        opportunity_key,
        sent_at as proposed_at
    from {{ ref('fct_quotes') }}
    where sent_at <= {{ end_of_day(as_of()) }}

    union all

    select
        opportunity_key,
        entered_at as proposed_at
    from {{ ref('fct_opportunity_stages') }}
    where stage = 'proposal' and not is_imputed

),

first_proposals as (

    select
        opportunity_key,
        min(proposed_at) as first_proposal_at
    from proposals
    group by opportunity_key

),

-- The quote that was accepted last is the price that was agreed.
accepted as (

    select
        opportunity_key,
        reporting_amount as quoted_amount,
        cast(list_amount * reporting_amount / nullif(amount, 0) as decimal(18, 2)) as list_amount

    from {{ ref('fct_quotes') }}
    where quote_status = 'accepted' and list_amount is not null
    qualify
        row_number() over (
            partition by opportunity_key
            order by version_number desc, quote_key asc
        ) = 1

),

described as (

    select
        journeys.opportunity_key,
        journeys.owner_key,
        first_touches.first_touch_at,
        first_touches.first_sales_touch_at,
        first_discoveries.first_discovery_at,
        first_discoveries.discovery_owner_key,
        first_proposals.first_proposal_at,
        case
            when journeys.is_closed
                then {{ days_between('first_touches.first_touch_at', 'journeys.close_date') }}
        end as days_first_touch_to_close,
        case
            when journeys.is_closed then
                {{ days_between('first_touches.first_sales_touch_at', 'journeys.close_date') }}
        end as days_first_sales_touch_to_close,
        {{ days_between(
            'first_discoveries.first_discovery_at', 'first_proposals.first_proposal_at'
        ) }} as days_discovery_to_proposal,
        case when accepted.list_amount is not null then accepted.quoted_amount end as quoted_amount,
        accepted.list_amount

    from journeys
    left join first_touches on journeys.opportunity_key = first_touches.deal_key
    left join first_discoveries on journeys.opportunity_key = first_discoveries.deal_key
    left join first_proposals on journeys.opportunity_key = first_proposals.opportunity_key
    left join accepted on journeys.opportunity_key = accepted.opportunity_key

)

select * from described
