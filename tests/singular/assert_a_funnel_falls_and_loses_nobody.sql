-- Within a cohort no stage has more deals than the one before, what enters a stage leaves it one
-- way, prospects are all deals and won all won deals.
{{ config(group='sales') }}

with

funnel as (

    select
        cohort_month_start_date,
        opportunity_type,
        size_class,
        stage,
        entered_opportunities,
        moved_on_opportunities + lost_opportunities + open_opportunities as left_opportunities,
        entered_amount,
        moved_on_amount + lost_amount + open_amount as left_amount,
        moved_on_opportunities,
        imputed_opportunities,
        lead(entered_opportunities) over stages as next_entered_opportunities

    from {{ ref('sales__funnel') }}
    window
        stages as (
            partition by cohort_month_start_date, opportunity_type, size_class
            order by stage_order
        )

),

broken as (

    select
        stage || ' ' || opportunity_type || ' ' || size_class as what,
        entered_opportunities as expected,
        left_opportunities as found

    from funnel
    where
        coalesce(next_entered_opportunities > entered_opportunities, false)
        or coalesce(next_entered_opportunities != moved_on_opportunities, false)
        or imputed_opportunities > entered_opportunities
        or (
            stage != 'won'
            and (entered_opportunities != left_opportunities or entered_amount != left_amount)
        )

),

deals as (

    select
        count(*) as opportunities,
        count(*) filter (where is_won) as won_opportunities,
        sum(reporting_amount) filter (where is_won) as won_amount

    from {{ ref('fct_opportunities') }}
    where created_at is not null

),

ends as (

    select
        coalesce(sum(entered_opportunities) filter (where stage = 'prospect'), 0) as opportunities,
        coalesce(sum(entered_opportunities) filter (where stage = 'won'), 0) as won_opportunities,
        sum(entered_amount) filter (where stage = 'won') as won_amount

    from {{ ref('sales__funnel') }}

),

compared as (

    select
        what,
        expected,
        found

    from broken

    union all

    select
        'all deals' as what,
        deals.won_opportunities as expected,
        ends.won_opportunities as found

    from deals
    cross join ends
    where
        deals.opportunities != ends.opportunities
        or deals.won_opportunities != ends.won_opportunities
        or coalesce(deals.won_amount, 0) != coalesce(ends.won_amount, 0)

)

select * from compared
