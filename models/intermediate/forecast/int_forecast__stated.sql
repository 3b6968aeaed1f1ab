-- What the CRM itself says of a period: what is won in it already, and the open deals expected to
-- close in it, by its probability and by the category that reps put them in.
with

targets as (

    select * from {{ ref('int_forecast__targets') }}

),

members as (

    select * from {{ ref('int_forecast__members') }}

),

deal_weeks as (

    select * from {{ ref('int_forecast__deal_weeks') }}

),

wins as (

    select * from {{ ref('int_forecast__wins') }}

),

won as (

    select
        targets.made_date,
        targets.period_type,
        targets.period_start_date,
        wins.team_name,
        wins.region,
        'won' as forecast_category,
        wins.won_amount as deal_amount,
        wins.won_amount as probable_amount

    from targets
    inner join wins
        on
        targets.period_start_date <= wins.close_date
        and targets.period_end_date >= wins.close_date
        and targets.made_date >= wins.won_date
        and targets.made_date < wins.until_date

),

due as (

    select
        targets.made_date,
        targets.period_type,
        targets.period_start_date,
        deal_weeks.team_name,
        deal_weeks.region,
        deal_weeks.forecast_category,
        coalesce(deal_weeks.reporting_amount, 0) as deal_amount,
        cast(
            coalesce(
                cast(deal_weeks.reporting_amount as double) * deal_weeks.win_probability, 0
            ) as decimal(18, 2)
        ) as probable_amount

    from targets
    inner join deal_weeks
        on
        targets.made_date = deal_weeks.made_date
        and targets.period_start_date <= deal_weeks.close_date
        and targets.period_end_date >= deal_weeks.close_date

),

parts as (

    select * from won
    union all
    select * from due

),

stated as (

    select
        parts.made_date,
        parts.period_type,
        parts.period_start_date,
        members.forecast_level,
        members.member_name,
        coalesce(
            sum(parts.deal_amount) filter (where parts.forecast_category = 'won'), 0
        ) as won_amount,
        coalesce(
            sum(parts.deal_amount) filter (where parts.forecast_category != 'won'), 0
        ) as due_amount,
        coalesce(
            sum(parts.probable_amount) filter (where parts.forecast_category != 'won'), 0
        ) as probable_amount,
        coalesce(
            sum(parts.deal_amount) filter (where parts.forecast_category = 'commit'), 0
        ) as commit_amount,
        coalesce(
            sum(parts.deal_amount) filter (where parts.forecast_category = 'most_likely'), 0
        ) as most_likely_amount,
        coalesce(
            sum(parts.deal_amount) filter (where parts.forecast_category = 'best_case'), 0
        ) as best_case_amount,
        coalesce(
            sum(parts.deal_amount) filter (where parts.forecast_category = 'pipeline'), 0
        ) as pipeline_amount

    from parts
    inner join members
        on parts.team_name = members.team_name and parts.region = members.region
    group by
        parts.made_date, parts.period_type, parts.period_start_date, members.forecast_level,
        members.member_name

)

select * from stated
