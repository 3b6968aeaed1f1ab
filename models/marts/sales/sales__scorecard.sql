-- Sums and medians come from the rows of deals and activities at each level; here they are only put
-- beside each other and divided.
with

member_activity as (

    select * from {{ ref('fct_member_activity') }}

),

member_deals as (

    select * from {{ ref('fct_member_deals') }}

),

member_quotas as (

    select * from {{ ref('fct_member_quotas') }}
    where measure = 'revenue'

),

assignments as (

    select * from {{ ref('dim_rep_assignments') }}

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

opportunities as (

    select
        owner_key,
        close_date,
        is_won,
        min(cast(created_at as date)) over () as records_begin_date

    from {{ ref('fct_opportunities') }}

),

-- Of a rep who started before the records of deals did, nobody knows the first win.
first_wins as (

    select
        reps.owner_key,
        min(opportunities.close_date) as first_won_date

    from reps
    inner join opportunities
        on
        reps.owner_key = opportunities.owner_key
        and reps.started_date <= opportunities.close_date
        and reps.started_date >= opportunities.records_begin_date
    where opportunities.is_won
    group by reps.owner_key

),

scored as (

    select
        member_level,
        member_key,
        member_name,
        period_type,
        period_start_date,
        period_end_date
    from member_activity
    union distinct
    select
        member_level,
        member_key,
        member_name,
        period_type,
        period_start_date,
        period_end_date
    from member_deals

),

known as (

    select
        *,
        member_level = 'rep' as is_rep,
        period_start_date <= {{ as_of() }} and period_end_date >= {{ as_of() }} as is_now,
        least(period_end_date, {{ as_of() }}) as last_date

    from scored

),

counted as (

    select
        known.member_level,
        known.member_key,
        known.member_name,
        case when known.is_rep then coalesce(assignments.team_name, '(not set)') else '(all)' end
            as team_name,
        case when known.is_rep then coalesce(assignments.role_name, '(not set)') else '(all)' end
            as role_name,
        case when known.is_rep then coalesce(assignments.manager_name, '(not set)') else '(all)' end
            as manager_name,
        case when known.is_rep then coalesce(assignments.region, '(not set)') else '(all)' end
            as region,
        known.period_type,
        known.period_start_date,
        known.period_end_date,
        {% for column in [
            'activities', 'calls', 'emails', 'meetings', 'demos', 'proposals', 'social_messages',
            'calls_with_outcome', 'connected_calls', 'social_messages_with_outcome',
            'answered_social_messages', 'touches_of_people', 'people_touched', 'accepted_leads',
            'discovered_deals', 'proposed_discovered_deals', 'nps_responses', 'nps_promoters',
            'nps_detractors', 'csat_responses', 'csat_satisfied'
        ] %}
            coalesce(member_activity.{{ column }}, 0) as {{ column }},
        {% endfor %}
        {% for column in [
            'created_opportunities', 'won_opportunities', 'lost_opportunities',
            'won_opportunities_with_amount', 'won_amount', 'lost_amount', 'won_days_to_close',
            'won_opportunities_with_sales_touch', 'won_days_from_sales_touch',
            'won_opportunities_with_touch', 'won_days_from_touch', 'list_amount', 'quoted_amount',
            'large_account_won_amount', 'credited_amount'
        ] %}
            coalesce(member_deals.{{ column }}, 0) as {{ column }},
        {% endfor %}
        {% for column in [
            'median_won_amount', 'median_days_to_close', 'p90_days_to_close',
            'median_days_from_sales_touch', 'p90_days_from_sales_touch', 'median_days_from_touch',
            'p90_days_from_touch'
        ] %}
            member_deals.{{ column }},
        {% endfor %}
        {% for column in ['open_opportunities', 'complete_open_opportunities', 'open_amount'] %}
            case when known.is_now then coalesce(member_deals.{{ column }}, 0) end as {{ column }},
        {% endfor %}
        member_quotas.quota_amount,
        reps.started_date,
        {{ days_between('reps.started_date', 'known.last_date') }} as days_since_start,
        {{ days_between('reps.started_date', 'first_wins.first_won_date') }} as days_to_first_won,
        coalesce(
            {{ days_between('reps.started_date', 'known.period_start_date') }}
            < {{ var('ramp_days') }}
            and known.period_end_date >= reps.started_date,
            false
        ) as is_ramping

    from known
    left join member_activity
        on
        known.member_level = member_activity.member_level
        and known.member_key = member_activity.member_key
        and known.period_type = member_activity.period_type
        and known.period_start_date = member_activity.period_start_date
    left join member_deals
        on
        known.member_level = member_deals.member_level
        and known.member_key = member_deals.member_key
        and known.period_type = member_deals.period_type
        and known.period_start_date = member_deals.period_start_date
    left join member_quotas
        on
        known.member_level = member_quotas.member_level
        and known.member_key = member_quotas.member_key
        and known.period_type = member_quotas.period_type
        and known.period_start_date = member_quotas.period_start_date
    left join assignments
        on
        known.is_rep
        and known.member_key = assignments.owner_key
        and known.last_date >= assignments.valid_from
        and known.last_date < assignments.valid_to
    left join reps
        on known.is_rep and known.member_key = reps.owner_key
    left join first_wins
        on known.is_rep and known.member_key = first_wins.owner_key

),

rated as (

    select
        *,
        {% for rate, part, whole in [
            ('connect_rate', 'connected_calls', 'calls_with_outcome'),
            ('reply_rate', 'answered_social_messages', 'social_messages_with_outcome'),
            ('touches_per_person', 'touches_of_people', 'people_touched'),
            ('discovery_to_proposal_rate', 'proposed_discovered_deals', 'discovered_deals'),
            ('win_rate', 'won_opportunities', '(won_opportunities + lost_opportunities)'),
            ('value_win_rate', 'won_amount', '(won_amount + lost_amount)'),
            ('average_won_amount', 'won_amount', 'won_opportunities_with_amount'),
            ('average_days_to_close', 'won_days_to_close', 'won_opportunities'),
            ('average_days_from_sales_touch', 'won_days_from_sales_touch',
                'won_opportunities_with_sales_touch'),
            ('average_days_from_touch', 'won_days_from_touch', 'won_opportunities_with_touch'),
            ('discount_rate', '(list_amount - quoted_amount)', 'list_amount'),
            ('large_account_rate', 'large_account_won_amount', 'won_amount'),
            ('complete_rate', 'complete_open_opportunities', 'open_opportunities'),
            ('attainment_rate', 'credited_amount', 'quota_amount'),
            ('net_promoter_rate', '(nps_promoters - nps_detractors)', 'nps_responses')
        ] %}
            cast({{ part }} as double) / nullif({{ whole }}, 0) as {{ rate }},
        {% endfor %}
        cast(csat_satisfied as double) / nullif(csat_responses, 0) as satisfied_rate

    from counted

)

select * from rated
