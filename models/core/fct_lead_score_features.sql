with

observations as (

    select * from {{ ref('int_score__observations') }}

),

signals as (

    select * from {{ ref('int_score__signals') }}

),

seen as (

    select
        observations.lead_key,
        observations.observed_for,
        observations.observed_date,
        signals.signal_kind || ': ' || signals.signal_value as feature,
        case
            when signals.is_behaviour
                then
                    {{ points_on_day(
                        'signals.times', var('score_feature_half_life_days'),
                        'signals.shown_date', 'observations.observed_date'
                    ) }}
            else cast(1 as decimal(18, 4))
        end as feature_value

    from observations
    inner join signals
        on
        observations.lead_key = signals.lead_key
        and observations.observed_date >= signals.known_date

),

summed as (

    select
        lead_key,
        observed_for,
        feature,
        cast(sum(feature_value) as decimal(18, 4)) as feature_value

    from seen
    group by lead_key, observed_for, feature

)

select * from summed
