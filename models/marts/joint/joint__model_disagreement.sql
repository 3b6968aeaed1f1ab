with

ledger as (

    select * from {{ ref('fct_attribution') }}
    where attribution_scope = 'account'

),

goals as (

    select * from {{ ref('fct_goals') }}
    where reached_at is not null

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

channel_effects as (

    select * from {{ ref('fct_channel_effects') }}
    where attribution_scope = 'account'

),

credits as (

    select
        goals.goal_type,
        ledger.attribution_model,
        coalesce(touchpoints.channel, '(no touch)') as channel,
        sum(ledger.weight) as credited_goals,
        sum(ledger.credit_amount) as credit_amount

    from ledger
    inner join goals on ledger.goal_key = goals.goal_key
    left join touchpoints on ledger.touchpoint_key = touchpoints.touchpoint_key
    group by 1, 2, 3

),

models as (

    select distinct
        goal_type,
        attribution_model

    from credits

),

channels as (

    select distinct
        goal_type,
        channel

    from credits

),

-- A model that gives a channel nothing disagrees with one that gives it something.
answers as (

    select
        models.goal_type,
        models.attribution_model,
        channels.channel,
        coalesce(credits.credited_goals, 0) as credited_goals,
        coalesce(credits.credit_amount, 0) as credit_amount

    from models
    inner join channels on models.goal_type = channels.goal_type
    left join credits
        on
        models.goal_type = credits.goal_type
        and models.attribution_model = credits.attribution_model
        and channels.channel = credits.channel

),

ranked as (

    select
        *,
        cast(credited_goals as double) / cast(
            sum(credited_goals) over (partition by goal_type, attribution_model) as double
        ) as goal_share,
        rank() over (
            partition by goal_type, attribution_model
            order by credited_goals desc
        ) as place,
        count(*) over (partition by goal_type, attribution_model) as channel_count

    from answers

),

extremes as (

    select
        *,
        first_value(attribution_model) over (
            partition by goal_type, channel
            order by credited_goals, attribution_model
        ) as least_generous_model,
        first_value(attribution_model) over (
            partition by goal_type, channel
            order by credited_goals desc, attribution_model asc
        ) as most_generous_model

    from ranked

),

spreads as (

    select
        goal_type,
        channel,
        least_generous_model,
        most_generous_model,
        cast(count(*) as integer) as attribution_models,
        cast(min(credited_goals) as decimal(28, 18)) as least_credited_goals,
        cast(max(credited_goals) as decimal(28, 18)) as most_credited_goals,
        cast(min(credit_amount) as decimal(18, 6)) as least_credit_amount,
        cast(max(credit_amount) as decimal(18, 6)) as most_credit_amount,
        min(goal_share) as least_share,
        max(goal_share) as most_share,
        max(goal_share) - min(goal_share) as share_spread,
        cast(min(place) as integer) as best_rank,
        cast(max(place) as integer) as worst_rank,
        1 - (max(place) - min(place)) / cast(nullif(max(channel_count) - 1, 0) as double)
            as rank_stability

    from extremes
    group by 1, 2, 3, 4

),

-- Only models that learn from all journeys have an interval: had others come by, it would differ.
intervals as (

    select
        goal_type,
        channel,
        min(low_share) as learned_low_share,
        max(high_share) as learned_high_share

    from channel_effects
    group by 1, 2

),

-- Every platform claims each sale that it was near; together they claim more than there were.
claimed as (

    select
        channel,
        cast(sum(platform_conversions) as double) as platform_conversions

    from {{ ref('fct_ad_performance') }}
    group by 1

),

disagreement as (

    select
        spreads.*,
        intervals.learned_low_share,
        intervals.learned_high_share,
        claimed.platform_conversions,
        claimed.platform_conversions / nullif(cast(spreads.most_credited_goals as double), 0)
            as overclaim_ratio

    from spreads
    left join intervals
        on spreads.goal_type = intervals.goal_type and spreads.channel = intervals.channel
    left join claimed on spreads.channel = claimed.channel

)

select * from disagreement
