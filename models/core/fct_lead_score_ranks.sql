-- Scores of two quarters come from other rules or another regression: leads are compared with those
-- of their own quarter.
with

observations as (

    select * from {{ ref('fct_lead_score_observations') }}
    where observed_for = 'judged' and is_won is not null

),

lead_sets as (

    select
        'all leads' as lead_set,
        *
    from observations

    union all

    select
        'leads with a chance' as lead_set,
        *
    from observations
    where chance is not null

),

methods as (

    select
        'rules' as score_method,
        lead_set,
        lead_key,
        quarter_start_date,
        cast(score as double) as ranked_value,
        cast(null as double) as chance,
        is_won

    from lead_sets

    union all

    select
        'regression' as score_method,
        lead_set,
        lead_key,
        quarter_start_date,
        chance as ranked_value,
        chance,
        is_won

    from lead_sets
    where lead_set = 'leads with a chance'

),

ranked as (

    select
        *,
        rank() over (
            partition by score_method, lead_set, quarter_start_date
            order by ranked_value
        ) as first_rank,
        count(*) over (
            partition by score_method, lead_set, quarter_start_date, ranked_value
        ) as equals,
        count(*) over (partition by score_method, lead_set, quarter_start_date) as leads

    from methods

),

middled as (

    select
        *,
        cast(first_rank + (equals - 1) / 2.0 as double) as middle_rank

    from ranked

),

published as (

    select
        score_method,
        lead_set,
        lead_key,
        quarter_start_date,
        ranked_value,
        chance,
        middle_rank,
        cast(1 + floor((10 * middle_rank - 1) / cast(leads as double)) as integer) as decile,
        is_won

    from middled

)

select * from published
