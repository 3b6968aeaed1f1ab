-- What the open deals of each member would bring if all were won: at the prices that deals of their
-- stage were won at so far. A deal without an amount stands for the average won deal.
with

deal_weeks as (

    select * from {{ ref('int_forecast__deal_weeks') }}

),

members as (

    select * from {{ ref('int_forecast__members') }}

),

prices as (

    select * from {{ ref('int_forecast__prices') }}

),

averages as (

    select
        made_date,
        cast(won_amount as double) / nullif(won_deals, 0) as average_won_amount
    from {{ ref('int_forecast__experience') }}
    where forecast_level = 'company'

),

valued as (

    select
        deal_weeks.*,
        cast(
            coalesce(
                cast(deal_weeks.reporting_amount as double) * coalesce(prices.price_rate, 1),
                averages.average_won_amount,
                0
            ) as decimal(18, 2)
        ) as value_if_won

    from deal_weeks
    left join prices
        on deal_weeks.made_date = prices.made_date and deal_weeks.stage = prices.stage
    left join averages on deal_weeks.made_date = averages.made_date

),

open_values as (

    select
        valued.made_date,
        members.forecast_level,
        members.member_name,
        valued.cell_4,
        sum(valued.value_if_won) as value_if_won

    from valued
    inner join members
        on valued.team_name = members.team_name and valued.region = members.region
    group by valued.made_date, members.forecast_level, members.member_name, valued.cell_4

)

select * from open_values
