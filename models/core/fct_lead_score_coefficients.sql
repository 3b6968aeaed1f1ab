with

coefficients as (

    select * from {{ ref('int_score__coefficients') }}

),

published as (

    select
        cast(fit_at as date) as fit_date,
        cast(feature as varchar) as feature,
        split_part(cast(feature as varchar), ': ', 1) as signal_kind,
        cast(coefficient as double) as coefficient,
        cast(feature_mean as double) as feature_mean,
        cast(feature_deviation as double) as feature_deviation,
        cast(leads as bigint) as learnt_leads,
        cast(wins as bigint) as learnt_wins,
        cast(auc as double) as learnt_auc

    from coefficients

)

select * from published
