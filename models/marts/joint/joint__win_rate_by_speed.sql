{%- set levels = {'all': "'(all)'", 'lead_source_type': 'lead_source_type'} -%}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

responses as (

    select * from {{ ref('fct_lead_responses') }}
    where mql_at is not null

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

described as (

    select
        leads.lead_source_type,
        case
            when responses.response_status in ('due', 'no calendar') then 6
            when responses.responded_at is null then 5
            when not responses.is_within_sla then 4
            when responses.business_minutes_to_response <= 5 then 1
            when responses.business_minutes_to_response <= 60 then 2
            else 3
        end as speed_order,
        leads.opportunity_key is not null or leads.won_at is not null as has_deal,
        leads.won_at is not null as is_won,
        leads.won_at is null
        and (
            coalesce(opportunities.is_lost, false)
            or (leads.opportunity_key is null and leads.rejected_at is not null)
        ) as is_lost

    from responses
    inner join leads on responses.lead_key = leads.lead_key
    left join opportunities on leads.opportunity_key = opportunities.opportunity_key

),

long as (
    {% for level, member in levels.items() %}

        select
            '{{ level }}' as comparison_level,
            {{ member }} as comparison_value,
            speed_order,
            has_deal,
            is_won,
            is_lost

        from described

        {{ 'union all' if not loop.last }}
    {% endfor %}

),

counted as (

    select
        comparison_level,
        comparison_value,
        speed_order,
        count(*) as mqls,
        count(*) filter (where has_deal) as opportunities,
        count(*) filter (where is_won) as won_leads,
        count(*) filter (where is_lost) as lost_leads

    from long
    group by comparison_level, comparison_value, speed_order

),

compared as (

    select
        *,
        won_leads + lost_leads as decided_leads,
        sum(won_leads) over level_rows - won_leads as other_won_leads,
        sum(won_leads + lost_leads) over level_rows - won_leads - lost_leads
            as other_decided_leads

    from counted
    window
        level_rows as (
            partition by comparison_level, comparison_value
            order by speed_order
            rows between unbounded preceding and unbounded following
        )

),

rated as (

    select
        *,
        cast(won_leads as double) / nullif(decided_leads, 0) as win_rate,
        cast(other_won_leads as double) / nullif(other_decided_leads, 0) as other_win_rate,
        case
            when speed_order = 1 then 'within 5 minutes'
            when speed_order = 2 then 'within 1 hour'
            when speed_order = 3 then 'within the time allowed'
            when speed_order = 4 then 'later'
            when speed_order = 5 then 'never'
            else 'not due yet'
        end as speed_band

    from compared

),

published as (

    select
        comparison_level,
        comparison_value,
        speed_band,
        cast(speed_order as integer) as speed_order,
        cast(mqls as bigint) as mqls,
        cast(opportunities as bigint) as opportunities,
        cast(won_leads as bigint) as won_leads,
        cast(lost_leads as bigint) as lost_leads,
        cast(mqls - decided_leads as bigint) as undecided_leads,
        cast(decided_leads as bigint) as decided_leads,
        cast(other_won_leads as bigint) as other_won_leads,
        cast(other_decided_leads as bigint) as other_decided_leads,
        win_rate,
        {{ wilson_end('won_leads', 'decided_leads', '-') }} as win_rate_from,
        {{ wilson_end('won_leads', 'decided_leads', '+') }} as win_rate_to,
        other_win_rate,
        win_rate - other_win_rate as win_rate_lift,
        {{ newcombe_end(
            'won_leads', 'decided_leads', 'other_won_leads', 'other_decided_leads', '-', 9
        ) }} as win_rate_lift_from,
        {{ newcombe_end(
            'won_leads', 'decided_leads', 'other_won_leads', 'other_decided_leads', '+', 9
        ) }} as win_rate_lift_to

    from rated

)

select * from published
