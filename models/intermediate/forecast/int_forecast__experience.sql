-- What each member had experienced by the end of a week.
with

weeks as (

    select * from {{ ref('int_forecast__weeks') }}

),

members as (

    select * from {{ ref('int_forecast__members') }}

),

states as (

    select
        *,
        {{ days_between('opened_date', 'from_date') }} as days_to_decide
    from {{ ref('fct_opportunity_states') }}
    where deal_status in ('won', 'lost')

),

working_days as (

    select * from {{ ref('dim_business_days') }}
    where region = '(any)'

),

decided as (

    select
        members.forecast_level,
        members.member_name,
        states.*

    from states
    inner join members
        on states.team_name = members.team_name and states.region = members.region

),

-- A year of decisions, and a quarter of revenue.
looked_back as (

    select
        weeks.made_date,
        decided.forecast_level,
        decided.member_name,
        count(*) filter (where decided.deal_status = 'won') as won_deals,
        count(*) as decided_deals,
        coalesce(sum(decided.reporting_amount) filter (where decided.deal_status = 'won'), 0)
            as won_amount,
        coalesce(sum(decided.days_to_decide) filter (where decided.deal_status = 'won'), 0)
            as won_days,
        coalesce(
            sum(decided.reporting_amount) filter (
                where
                decided.deal_status = 'won'
                and {{ days_between('decided.from_date', 'weeks.made_date') }} < 91
            ), 0
        ) as won_amount_in_quarter

    from weeks
    inner join decided
        on
        weeks.made_date >= decided.from_date
        and weeks.made_date < decided.until_date
        and {{ days_between('decided.from_date', 'weeks.made_date') }} < 364
    group by weeks.made_date, decided.forecast_level, decided.member_name

),

timed as (

    select
        looked_back.*,
        today.working_day_number - then_day.working_day_number as working_days_in_quarter

    from looked_back
    inner join working_days as today on looked_back.made_date = today.date_day
    inner join working_days as then_day
        on {{ dbt.dateadd('day', -91, 'looked_back.made_date') }} = then_day.date_day

)

select * from timed
