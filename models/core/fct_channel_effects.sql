with

models as (

    select * from {{ ref('attribution_models') }}

),

markov as (

    select * from {{ ref('int_attribution__markov_effects') }}

),

shapley as (

    select
        *,
        'shapley_total' as kind
    from {{ ref('int_attribution__shapley_totals') }}

    union all

    select
        goal_type,
        attribution_scope,
        0 as sample_number,
        channel,
        effect,
        'shapley_rate' as kind
    from {{ ref('int_attribution__shapley_rates') }}

),

sampled as (

    select
        models.attribution_model,
        models.attribution_scope,
        markov.goal_type,
        markov.channel,
        markov.sample_number,
        markov.effect

    from markov
    inner join models
        on
        markov.attribution_scope = models.attribution_scope
        and markov.markov_order = models.markov_order
        and models.kind = 'markov'

    union all

    select
        models.attribution_model,
        models.attribution_scope,
        shapley.goal_type,
        shapley.channel,
        shapley.sample_number,
        shapley.effect

    from shapley
    inner join models
        on
        shapley.attribution_scope = models.attribution_scope
        and shapley.kind = models.kind

),

-- Effects are compared as shares of all; what is negative helps nobody and takes nothing away.
shared as (

    select
        *,
        greatest(effect, 0) / nullif(
            sum(greatest(effect, 0)) over (
                partition by attribution_model, attribution_scope, goal_type, sample_number
                order by channel
                rows between unbounded preceding and unbounded following
            ), 0
        ) as effect_share

    from sampled

),

intervals as (

    select
        attribution_model,
        attribution_scope,
        goal_type,
        channel,
        percentile_cont(0.05) within group (order by effect_share) as low_share,
        percentile_cont(0.95) within group (order by effect_share) as high_share

    from shared
    where sample_number > 0
    group by 1, 2, 3, 4

),

effects as (

    select
        shared.attribution_model,
        shared.attribution_scope,
        shared.goal_type,
        shared.channel,
        shared.effect,
        coalesce(shared.effect_share, 0) as effect_share,
        intervals.low_share,
        intervals.high_share

    from shared
    left join intervals
        on
        shared.attribution_model = intervals.attribution_model
        and shared.attribution_scope = intervals.attribution_scope
        and shared.goal_type = intervals.goal_type
        and shared.channel = intervals.channel
    where shared.sample_number = 0

)

select * from effects
