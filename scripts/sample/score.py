"""`onefunnel score`: how much of the sample company's planted truth a warehouse found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
import duckdb
from rich.console import Console
from rich.table import Table

from scripts.home import Home, Misused

# A person is right when two of its identifiers are together, so pairs are counted. An identifier
# that the warehouse does not know stands alone.
PERSONS = """
with known as (
    select distinct identifier, person_key from warehouse.core.bridge_person_identifiers
),
found as (
    select person, coalesce(person_key, 'unknown ' || identifier) as person_key, count(*) as n
    from persons
    left join known using (identifier)
    where leaves_evidence or ?
    group by all
),
together as (select sum(n * (n - 1) // 2) as pairs from found),
really as (
    select sum(n * (n - 1) // 2) as pairs from (select sum(n) as n from found group by person)
),
claimed as (
    select sum(n * (n - 1) // 2) as pairs
    from (select sum(n) as n from found group by person_key)
)
select
    together.pairs / nullif(claimed.pairs, 0), together.pairs / nullif(really.pairs, 0),
    really.pairs
from together, really, claimed
"""

# Credit of which touch it is does not matter here, only whether the deal's journey has it.
TOUCHES = """
with journeys as (
    select distinct goals.opportunity_key, ledger.touchpoint_key
    from warehouse.core.fct_attribution as ledger
    inner join warehouse.core.fct_goals as goals using (goal_key)
    where goals.goal_type = 'won'
)
select
    touches.channel, count(*) as had, count(touches.touchpoint_key) as recorded,
    count(journeys.touchpoint_key) as found
from touches
left join journeys using (opportunity_key, touchpoint_key)
where touches.is_won
group by touches.channel
order by had desc, channel
"""

# Half the sum of the differences of shares: 0 is agreement, 1 is nothing in common. Beside it the
# correlation of the ranks that model and truth give the channels (Spearman; equals share a rank).
MODELS = """
with effects as (
    select channel, greatest(revenue_lost, 0) as effect from causal_effects
),
credits as (
    select
        ledger.attribution_model, ledger.attribution_scope, touches.channel,
        sum(ledger.credit_amount) as credit
    from warehouse.core.fct_attribution as ledger
    inner join warehouse.core.fct_goals as goals using (goal_key)
    inner join warehouse.core.fct_opportunities as deals using (opportunity_key)
    inner join warehouse.core.fct_touchpoints as touches using (touchpoint_key)
    where goals.goal_type = 'won' and deals.opportunity_type = 'new_business'
    group by all
),
models as (select distinct attribution_model, attribution_scope from credits),
channels as (select channel from credits union select channel from effects),
compared as (
    select
        attribution_model, attribution_scope,
        coalesce(cast(credits.credit as double), 0) as credited,
        coalesce(cast(effects.effect as double), 0) as caused
    from models
    cross join channels
    left join credits using (attribution_model, attribution_scope, channel)
    left join effects using (channel)
),
shares as (
    select
        *,
        credited / sum(credited) over model as credited_share,
        caused / sum(caused) over model as caused_share,
        rank() over (model order by credited)
        + (count(*) over (partition by attribution_model, attribution_scope, credited) - 1) / 2
            as credited_rank,
        rank() over (model order by caused)
        + (count(*) over (partition by attribution_model, attribution_scope, caused) - 1) / 2
            as caused_rank
    from compared
    window model as (partition by attribution_model, attribution_scope)
)
select
    attribution_model, attribution_scope,
    sum(abs(credited_share - caused_share)) / 2 as misplaced,
    corr(credited_rank, caused_rank) as rank_correlation
from shares
group by all
order by misplaced, attribution_model, attribution_scope
"""


@dataclass(frozen=True)
class ModelScore:
    """How far a model's credit is from causes.

    `misplaced` is the share of credit on the wrong channel, 0 to 1; `rank_correlation` is
    Spearman's, -1 to 1, over channels.
    """

    model: str
    scope: str
    misplaced: float
    rank_correlation: float


@dataclass(frozen=True)
class Score:
    """Rates from 0 to 1, and how far each attribution model is from causes."""

    precision: float
    recall: float
    # Of the identifiers that something in the files connects with their person.
    recall_of_evidence: float
    pairs: int
    touches: list[tuple[str, int, int, int]]
    models: list[ModelScore]

    @property
    def touches_found(self) -> float:
        """Share of the touches that deals really had that are in their journeys."""
        had = sum(row[1] for row in self.touches)
        return sum(found for *_, found in self.touches) / max(1, had)

    @property
    def recorded_found(self) -> float:
        """The same of those that some system wrote down."""
        recorded = sum(row[2] for row in self.touches)
        return sum(found for *_, found in self.touches) / max(1, recorded)


def measure(database: Path, truth: Path) -> Score:
    """Compare a published database with the truth it should have found. Raises Misused."""
    if not database.exists():
        raise Misused(f"{database} is not there: nothing is published yet")
    with duckdb.connect() as connection:
        for name in ("persons", "touches", "causal_effects"):
            path = truth / f"{name}.csv"
            if not path.exists():
                raise Misused(f"{path} is not there: {truth} is no truth/ of `onefunnel sample`")
            connection.execute(f"create table {name} as from read_csv('{path}', header = true)")
        connection.execute(f"attach '{database}' as warehouse (read_only)")
        people = connection.execute(PERSONS, [True]).fetchone()
        evident = connection.execute(PERSONS, [False]).fetchone()
        assert people and evident  # an aggregate has a row
        return Score(
            precision=people[0] or 0.0,
            recall=people[1] or 0.0,
            recall_of_evidence=evident[1] or 0.0,
            pairs=int(people[2] or 0),
            touches=connection.execute(TOUCHES).fetchall(),
            models=[ModelScore(*row) for row in connection.execute(MODELS).fetchall()],
        )


@click.command("score")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/onefunnel"),
    envvar="ONEFUNNEL_HOME",
    show_default=True,
    help="Home of the refresh whose published numbers are scored.",
)
@click.option(
    "--truth",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The truth/ folder that `onefunnel sample` wrote.",
)
def score(home: Path, truth: Path) -> None:
    """Print what share of the sample company's truth the published numbers found."""
    result = measure(Home(home).database, truth)
    console = Console()
    console.print(
        f"people    precision {result.precision:.4f}, recall {result.recall_of_evidence:.4f} where"
        f" there is evidence, {result.recall:.4f} over all {result.pairs:,} pairs of identifiers",
        soft_wrap=True,
    )
    console.print(
        f"touches   {result.touches_found:.1%} of those won deals had are in their journeys,"
        f" {result.recorded_found:.1%} of those any system recorded",
        soft_wrap=True,
    )
    found = Table("channel", title="Touches of won deals")
    for heading in ("had", "recorded", "found"):
        found.add_column(heading, justify="right")
    for channel, *counts in result.touches:
        found.add_row(channel, *(f"{count:,}" for count in counts))
    console.print(found)
    models = Table("attribution model", "scope", title="Credit against causes, new business")
    models.add_column("share misplaced", justify="right")
    models.add_column("rank correlation", justify="right")
    for model in result.models:
        models.add_row(
            model.model, model.scope, f"{model.misplaced:.1%}", f"{model.rank_correlation:.2f}"
        )
    console.print(models)
