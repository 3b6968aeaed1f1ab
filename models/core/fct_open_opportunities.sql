with

open_opportunities as (

    select
        *,
        coalesce(owner_key, '(no owner)') as known_owner_key

    from {{ ref('fct_opportunities') }}
    where not is_closed

),

reached as (

    select
        stages_reached.*,
        opportunities.opportunity_type,
        opportunities.is_won

    from {{ ref('fct_opportunity_stages_reached') }} as stages_reached
    inner join {{ ref('fct_opportunities') }} as opportunities
        on stages_reached.opportunity_key = opportunities.opportunity_key
    where
        opportunities.is_closed
        and opportunities.close_date <= {{ as_of() }}
        and coalesce(opportunities.reporting_amount >= 0, true)

),

current_entries as (

    select * from {{ ref('fct_opportunity_stages') }}
    where is_current

),

won_stays as (

    select
        entries.stage,
        percentile_cont(0.75) within group (order by entries.days_in_stage) as p75_won_days

    from {{ ref('fct_opportunity_stages') }} as entries
    inner join {{ ref('fct_opportunities') }} as opportunities
        on entries.opportunity_key = opportunities.opportunity_key
    where opportunities.is_won and not entries.is_imputed
    group by entries.stage

),

chances_of_type as (

    select
        stage,
        opportunity_type,
        count(*) as decided_opportunities,
        count(*) filter (where is_won) as won_opportunities

    from reached
    group by stage, opportunity_type

),

chances as (

    select
        stage,
        count(*) as decided_opportunities,
        count(*) filter (where is_won) as won_opportunities

    from reached
    group by stage

),

-- What is known of the person the deal came from; of several leads the best known one.
qualifications as (

    select
        opportunity_key,
        max(bant_known) as bant_known

    from {{ ref('fct_leads') }}
    where opportunity_key is not null
    group by opportunity_key

),

periods as (

    select * from {{ ref('dim_dates') }}
    where date_day = {{ as_of() }}

),

facts as (

    select
        deals.opportunity_key,
        deals.opportunity_name,
        deals.account_key,
        deals.known_owner_key as owner_key,
        deals.opportunity_type,
        deals.stage,
        deals.reporting_amount,
        deals.close_date,
        case when trim(deals.next_step) != '' then deals.next_step end as next_step,
        engagement.activities,
        engagement.contacts,
        engagement.last_activity_at,
        engagement.next_activity_at,
        current_entries.days_in_stage,
        cast(won_stays.p75_won_days as double) as p75_won_days,
        coalesce(qualifications.bant_known, 0) as bant_known,

        -- few deals of a kind say little: below 20 all kinds speak for it
        case
            when chances_of_type.decided_opportunities >= 20
                then chances_of_type.decided_opportunities
            else coalesce(chances.decided_opportunities, 0)
        end as probability_opportunities,
        case
            when chances_of_type.decided_opportunities >= 20
                then chances_of_type.won_opportunities
            else coalesce(chances.won_opportunities, 0)
        end as probability_won_opportunities,
        coalesce(not current_entries.is_imputed, false)
        and coalesce(current_entries.days_in_stage > won_stays.p75_won_days, false) as is_stalled,
        coalesce(deals.close_date < {{ as_of() }}, false) as is_overdue,
        coalesce(
            deals.close_date
            between periods.fiscal_month_start_date and periods.fiscal_month_end_date,
            false
        ) as is_closing_this_month,
        coalesce(
            deals.close_date
            between periods.fiscal_quarter_start_date and periods.fiscal_quarter_end_date,
            false
        ) as is_closing_this_quarter

    from open_opportunities as deals
    cross join periods
    inner join {{ ref('fct_opportunity_engagement') }} as engagement
        on deals.opportunity_key = engagement.opportunity_key
    left join current_entries on deals.opportunity_key = current_entries.opportunity_key
    left join won_stays on deals.stage = won_stays.stage
    left join chances on deals.stage = chances.stage
    left join chances_of_type
        on
        deals.stage = chances_of_type.stage
        and deals.opportunity_type = chances_of_type.opportunity_type
    left join qualifications on deals.opportunity_key = qualifications.opportunity_key

),

published as (

    select
        opportunity_key,
        opportunity_name,
        account_key,
        owner_key,
        opportunity_type,
        stage,
        reporting_amount,
        close_date,
        next_step,
        activities,
        contacts,
        last_activity_at,
        next_activity_at,
        {{ days_between('last_activity_at', as_of()) }} as days_since_activity,
        cast(days_in_stage as integer) as days_in_stage,
        p75_won_days,
        is_stalled,
        is_overdue,
        is_closing_this_month,
        is_closing_this_quarter,
        cast(bant_known as integer) as bant_known,
        cast(
            case when reporting_amount is null then 1 else 0 end
            + case when close_date is null then 1 else 0 end
            + case when next_step is null and next_activity_at is null then 1 else 0 end
            + case when contacts = 0 then 1 else 0 end
            + case when account_key is null then 1 else 0 end
            + case when owner_key = '(no owner)' then 1 else 0 end
            as integer
        ) as missing_facts,
        cast(probability_won_opportunities as bigint) as probability_won_opportunities,
        cast(probability_opportunities as bigint) as probability_opportunities,
        cast(probability_won_opportunities as double)
        / nullif(probability_opportunities, 0) as probability

    from facts

)

select * from published
