-- The game of conversion rates: a set of channels is worth conversions / journeys of those it
-- covers. Every set has to be asked, so the commonest channels play, and the rest are one player.
with

numbers as (

    select * from {{ ref('int_calendar__numbers') }}

),

scopes as (

    select distinct attribution_scope
    from {{ ref('int_attribution__models') }}
    where kind = 'shapley_rate'

),

present as (

    select path_channels.*
    from {{ ref('int_attribution__path_channels') }} as path_channels
    inner join scopes on path_channels.attribution_scope = scopes.attribution_scope

),

ranked as (

    select
        goal_type,
        attribution_scope,
        channel,
        row_number() over (
            partition by goal_type, attribution_scope
            order by count(*) desc, channel
        ) as place

    from present
    group by goal_type, attribution_scope, channel

),

players as (

    select
        ranked.goal_type,
        ranked.attribution_scope,
        ranked.channel,
        least(ranked.place, {{ var('shapley_players') }}) - 1 as player

    from ranked

),

-- Which players each journey met, as the sum of their powers of two.
powers as (

    select
        number as player,
        cast(power(2, number) as bigint) as flag

    from numbers
    where number < {{ var('shapley_players') }}

),

met as (

    select
        present.goal_type,
        present.attribution_scope,
        present.path_key,
        present.is_converting,
        sum(distinct powers.flag) as members

    from present
    inner join players
        on
        present.goal_type = players.goal_type
        and present.attribution_scope = players.attribution_scope
        and present.channel = players.channel
    inner join powers on players.player = powers.player
    group by
        present.goal_type,
        present.attribution_scope,
        present.path_key,
        present.is_converting

),

met_by_members as (

    select
        goal_type,
        attribution_scope,
        cast(members as bigint) as members,
        count(*) as journeys,
        count(*) filter (where is_converting) as conversions

    from met
    group by goal_type, attribution_scope, members

),

player_counts as (

    select
        goal_type,
        attribution_scope,
        max(player) + 1 as players

    from players
    group by goal_type, attribution_scope

),

coalitions as (

    select
        player_counts.goal_type,
        player_counts.attribution_scope,
        player_counts.players,
        cast(numbers.number as bigint) as members

    from player_counts
    inner join numbers on numbers.number < power(2, player_counts.players)

),

worth as (

    select
        coalitions.goal_type,
        coalitions.attribution_scope,
        coalitions.members,
        coalesce(
            cast(sum(met_by_members.conversions) as double)
            / cast(sum(met_by_members.journeys) as double),
            0
        ) as rate

    from coalitions
    left join met_by_members
        on
        coalitions.goal_type = met_by_members.goal_type
        and coalitions.attribution_scope = met_by_members.attribution_scope
        and met_by_members.members & coalitions.members = met_by_members.members
    group by coalitions.goal_type, coalitions.attribution_scope, coalitions.members

),

-- The player joins a coalition; orders in which it can be the next one are |S|! (n - |S| - 1)!.
joined as (

    select
        coalitions.goal_type,
        coalitions.attribution_scope,
        powers.player,
        coalitions.members,
        (richer.rate - worth.rate)
        * cast(factorial(cast(bit_count(coalitions.members) as integer)) as double)
        * cast(
            factorial(cast(coalitions.players - 1 - bit_count(coalitions.members) as integer))
            as double
        )
        / cast(factorial(cast(coalitions.players as integer)) as double) as gain

    from coalitions
    inner join powers
        on
        coalitions.players > powers.player
        and coalitions.members & powers.flag = 0
    inner join worth
        on
        coalitions.goal_type = worth.goal_type
        and coalitions.attribution_scope = worth.attribution_scope
        and coalitions.members = worth.members
    inner join worth as richer
        on
        coalitions.goal_type = richer.goal_type
        and coalitions.attribution_scope = richer.attribution_scope
        and coalitions.members = richer.members - powers.flag

),

values_of_players as (

    select
        goal_type,
        attribution_scope,
        player,
        cast(sum(cast(gain as decimal(38, 18))) as double) as effect

    from joined
    group by goal_type, attribution_scope, player

),

-- The one player that stands for the rest shares its value evenly.
effects as (

    select
        players.goal_type,
        players.attribution_scope,
        players.channel,
        values_of_players.effect / count(*) over (
            partition by players.goal_type, players.attribution_scope, players.player
        ) as effect

    from players
    inner join values_of_players
        on
        players.goal_type = values_of_players.goal_type
        and players.attribution_scope = values_of_players.attribution_scope
        and players.player = values_of_players.player

)

select * from effects
