with

steps as (

    select * from {{ ref('fct_journey_steps') }}

),

journeys as (

    select * from {{ ref('fct_journeys') }}

),

counted as (

    select
        channel as from_channel,
        next_channel as to_channel,
        count(*) as transitions

    from steps
    group by channel, next_channel

    union all

    select
        '(start)' as from_channel,
        channel as to_channel,
        count(*) as transitions

    from steps
    where step_number = 1
    group by channel

    union all

    -- a journey without a touch goes from its start to its end
    select
        '(start)' as from_channel,
        '(' || journey_outcome || ')' as to_channel,
        count(*) as transitions

    from journeys
    where touches = 0
    group by journey_outcome

),

totals as (

    select
        from_channel,
        sum(transitions) as from_transitions

    from counted
    group by from_channel

),

rated as (

    select
        counted.from_channel,
        counted.to_channel,
        counted.from_channel = counted.to_channel as is_repeat,
        counted.to_channel like '(%)' as is_end,
        cast(counted.transitions as bigint) as transitions,
        cast(totals.from_transitions as bigint) as from_transitions,
        cast(counted.transitions as double)
        / nullif(totals.from_transitions, 0) as transition_rate

    from counted
    inner join totals on counted.from_channel = totals.from_channel

)

select * from rated
