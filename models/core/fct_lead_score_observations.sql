-- A lead is judged with what was learnt before the quarter it is judged in began.
with

observations as (

    select * from {{ ref('int_score__observations') }}

),

features as (

    select * from {{ ref('fct_lead_score_features') }}

),

coefficients as (

    select * from {{ ref('fct_lead_score_coefficients') }}

),

-- what a lead has that shows nothing at all
bases as (

    select
        fit_date,
        sum(
            cast(
                case
                    when feature = '(intercept)' then coefficient
                    else -coefficient * feature_mean / feature_deviation
                end as decimal(18, 9)
            )
        ) as base

    from coefficients
    group by fit_date

),

shown as (

    select
        observations.lead_key,
        observations.observed_for,
        sum(
            cast(
                coefficients.coefficient * cast(features.feature_value as double)
                / coefficients.feature_deviation as decimal(18, 9)
            )
        ) as added

    from observations
    inner join features
        on
        observations.lead_key = features.lead_key
        and observations.observed_for = features.observed_for
    inner join coefficients
        on
        observations.quarter_start_date = coefficients.fit_date
        and features.feature = coefficients.feature
    group by observations.lead_key, observations.observed_for

),

judged as (

    select
        observations.lead_key,
        observations.observed_for,
        observations.observed_date,
        observations.quarter_start_date,
        observations.outcome_date,
        observations.score_version,
        observations.score,
        observations.reasons,
        bases.fit_date,
        case
            when bases.fit_date is not null
                then
                    round(
                        1 / (
                            1 + exp(-cast(bases.base + coalesce(shown.added, 0) as double))
                        ), 9
                    )
        end as chance,
        observations.is_won

    from observations
    left join bases on observations.quarter_start_date = bases.fit_date
    left join shown
        on
        observations.lead_key = shown.lead_key
        and observations.observed_for = shown.observed_for

)

select * from judged
