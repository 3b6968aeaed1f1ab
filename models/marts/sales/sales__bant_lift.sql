{%- set dimensions = ['budget', 'authority', 'need', 'timeline'] -%}

with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

-- A lead that is won without a deal counts as one: the company keeps no deals.
leads as (

    select
        leads.*,
        leads.opportunity_key is not null or leads.won_at is not null as has_deal,
        leads.won_at is not null as is_won,
        coalesce(opportunities.is_lost, false) as is_lost

    from {{ ref('fct_leads') }} as leads
    left join opportunities on leads.opportunity_key = opportunities.opportunity_key

),

answers as (
    {% for dimension in dimensions %}

        select
            '{{ dimension }}' as bant_dimension,
            {{ dimension }}_level as bant_level,
            lead_key,
            has_deal,
            is_won,
            is_lost

        from leads

        union all
    {% endfor %}

    select
        'completeness' as bant_dimension,
        cast(bant_known as varchar) as bant_level,
        lead_key,
        has_deal,
        is_won,
        is_lost

    from leads

),

by_level as (

    select
        bant_dimension,
        bant_level,
        cast(count(*) as bigint) as leads,
        cast(count(*) filter (where has_deal) as bigint) as opportunities,
        cast(count(*) filter (where is_won) as bigint) as won_leads,
        cast(count(*) filter (where is_lost) as bigint) as lost_leads

    from answers
    group by bant_dimension, bant_level

),

compared as (

    select
        *,
        won_leads + lost_leads as decided_leads,
        cast(sum(leads) over dimension_rows as bigint) - leads as other_leads,
        cast(sum(won_leads) over dimension_rows as bigint) - won_leads as other_won_leads,
        cast(sum(won_leads + lost_leads) over dimension_rows as bigint)
        - won_leads - lost_leads as other_decided_leads

    from by_level
    window
        dimension_rows as (
            partition by bant_dimension
            order by bant_level
            rows between unbounded preceding and unbounded following
        )

),

rated as (

    select
        *,
        cast(opportunities as double) / leads as deal_rate,
        cast(won_leads as double) / leads as lead_to_won_rate,
        cast(won_leads as double) / nullif(decided_leads, 0) as win_rate,
        cast(other_won_leads as double) / nullif(other_decided_leads, 0) as other_win_rate,

        -- Wilson's interval: it does not leave 0 to 1 and is honest about small numbers
        (won_leads + 1.96 * 1.96 / 2) / nullif(decided_leads, 0)
        / (1 + 1.96 * 1.96 / nullif(decided_leads, 0)) as interval_middle,
        1.96
        * sqrt(
            won_leads * (decided_leads - won_leads) / cast(nullif(decided_leads, 0) as double)
            + 1.96 * 1.96 / 4
        ) / nullif(decided_leads, 0)
        / (1 + 1.96 * 1.96 / nullif(decided_leads, 0)) as interval_reach

    from compared

),

published as (

    select
        bant_dimension,
        bant_level,
        leads,
        opportunities,
        won_leads,
        lost_leads,
        decided_leads,
        other_leads,
        other_won_leads,
        other_decided_leads,
        deal_rate,
        lead_to_won_rate,
        win_rate,
        other_win_rate,
        win_rate - other_win_rate as win_rate_lift,
        round(cast(interval_middle - interval_reach as double), 9) as win_rate_from,
        round(cast(interval_middle + interval_reach as double), 9) as win_rate_to

    from rated

)

select * from published
