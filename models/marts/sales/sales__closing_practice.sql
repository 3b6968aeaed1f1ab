with

closed as (

    select
        opportunities.*,
        coalesce(opportunities.owner_key, '(no owner)') as known_owner_key,
        cast(date_trunc('month', opportunities.close_date) as date) as month_start_date,
        coalesce(
            {{ days_between('opportunities.close_date', 'dates.fiscal_quarter_end_date') }} < 14,
            false
        ) as is_end_of_quarter

    from {{ ref('fct_opportunities') }} as opportunities
    left join {{ ref('dim_dates') }} as dates on opportunities.close_date = dates.date_day
    where
        opportunities.is_closed
        and opportunities.close_date is not null
        and coalesce(opportunities.reporting_amount >= 0, true)

),

engagement as (

    select * from {{ ref('fct_opportunity_engagement') }}

),

proposals as (

    select * from {{ ref('fct_opportunity_stages_reached') }}
    where stage = 'proposal'

),

reps as (

    select * from {{ ref('dim_sales_reps') }}

),

described as (

    select
        closed.*,
        engagement.meetings,
        engagement.demos,
        engagement.case_studies,
        engagement.roi_talks,
        proposals.opportunity_key is not null as has_proposal,
        case
            when closed.is_won and closed.closed_at >= proposals.entered_at
                then {{ days_between('proposals.entered_at', 'closed.closed_at') }}
        end as days_from_proposal

    from closed
    inner join engagement on closed.opportunity_key = engagement.opportunity_key
    left join proposals on closed.opportunity_key = proposals.opportunity_key

),

counted as (

    select
        month_start_date,
        known_owner_key,
        opportunity_type,
        count(*) as opportunities,
        count(*) filter (where is_won) as won_opportunities,
        count(*) filter (where has_proposal) as proposed_opportunities,
        count(*) filter (where meetings > 0) as opportunities_with_meeting,
        count(*) filter (where demos > 0) as opportunities_with_demo,
        count(*) filter (where case_studies > 0) as opportunities_with_case_study,
        count(*) filter (where roi_talks > 0) as opportunities_with_roi_talk,
        count(*) filter (where is_won and is_end_of_quarter) as won_at_end_of_quarter,
        coalesce(sum(reporting_amount) filter (where is_won), 0) as won_amount,
        coalesce(sum(reporting_amount) filter (where is_won and is_end_of_quarter), 0)
            as won_at_end_of_quarter_amount,
        count(days_from_proposal) as won_with_days_from_proposal,
        coalesce(sum(days_from_proposal), 0) as won_days_from_proposal,
        percentile_cont(0.5) within group (order by days_from_proposal)
            as median_won_days_from_proposal

    from described
    group by month_start_date, known_owner_key, opportunity_type

),

rated as (

    select
        counted.month_start_date,
        counted.known_owner_key as owner_key,
        coalesce(reps.rep_name, '(not set)') as rep_name,
        coalesce(reps.team_name, '(not set)') as team_name,
        counted.opportunity_type,
        cast(counted.opportunities as bigint) as opportunities,
        cast(counted.won_opportunities as bigint) as won_opportunities,
        cast(counted.proposed_opportunities as bigint) as proposed_opportunities,
        cast(counted.opportunities_with_meeting as bigint) as opportunities_with_meeting,
        cast(counted.opportunities_with_demo as bigint) as opportunities_with_demo,
        cast(counted.opportunities_with_case_study as bigint) as opportunities_with_case_study,
        cast(counted.opportunities_with_roi_talk as bigint) as opportunities_with_roi_talk,
        cast(counted.won_at_end_of_quarter as bigint) as won_at_end_of_quarter,
        cast(counted.won_amount as decimal(18, 2)) as won_amount,
        cast(counted.won_at_end_of_quarter_amount as decimal(18, 2))
            as won_at_end_of_quarter_amount,
        cast(counted.won_with_days_from_proposal as bigint) as won_with_days_from_proposal,
        cast(counted.won_days_from_proposal as bigint) as won_days_from_proposal,
        cast(counted.median_won_days_from_proposal as double) as median_won_days_from_proposal,
        cast(counted.won_days_from_proposal as double)
        / nullif(counted.won_with_days_from_proposal, 0) as average_won_days_from_proposal,
        cast(counted.opportunities_with_demo as double) / counted.opportunities as demo_rate,
        cast(counted.opportunities_with_case_study as double)
        / counted.opportunities as case_study_rate,
        cast(counted.opportunities_with_roi_talk as double)
        / counted.opportunities as roi_talk_rate,
        cast(counted.won_at_end_of_quarter as double)
        / nullif(counted.won_opportunities, 0) as end_of_quarter_rate,
        cast(counted.won_at_end_of_quarter_amount as double)
        / nullif(cast(counted.won_amount as double), 0) as end_of_quarter_value_rate

    from counted
    left join reps on counted.known_owner_key = reps.owner_key

)

select * from rated
