with

chances as (

    select * from {{ ref('fct_deal_chances') }}
    where is_won_within is not null and chance_rate is not null and days_of_history >= 364

),

ranked as (

    select
        within_weeks,
        chance_rate,
        is_won_within,
        ntile(10) over (
            partition by within_weeks
            order by chance_rate, made_date, opportunity_key
        ) as decile

    from chances

),

summed as (

    select
        within_weeks,
        cast(decile as integer) as decile,
        count(*) as deal_weeks,
        count(*) filter (where is_won_within) as wins,
        sum(cast(chance_rate as decimal(18, 9))) as expected_wins

    from ranked
    group by within_weeks, decile

),

rated as (

    select
        within_weeks,
        decile,
        cast(deal_weeks as bigint) as deal_weeks,
        cast(wins as bigint) as wins,
        cast(expected_wins as double) as expected_wins,
        cast(expected_wins as double) / deal_weeks as expected_rate,
        cast(wins as double) / deal_weeks as win_rate

    from summed

)

select * from rated
