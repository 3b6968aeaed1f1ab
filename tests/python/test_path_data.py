"""The ledger on 88,387 journeys of somebody else's, which other tools are measured on.

A row of PathData.csv is a path of channels with how often it ended in a conversion and how often
in nothing. Each of those is a journey here, whole and as long as it was: a company with a touch a
minute in files/touchpoints and, where it converted, a goal in files/goals.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from attribution_oracle import removal_effects
from dbt.cli.main import dbtRunner

from scripts.build import Order, let_go, settings
from scripts.home import PROJECT, Home
from scripts.land import land

CONVERSIONS, JOURNEYS = 19_785, 88_387
START = datetime(2026, 3, 1)
AS_OF = date(2026, 6, 30)

PathCounts = list[tuple[tuple[str, ...], int, int]]


@pytest.fixture(scope="module")
def path_counts(shared_data: Path) -> PathCounts:
    """(path, conversions, journeys without) of every row."""
    path = shared_data / "paths" / "PathData.csv"
    if not path.exists():
        pytest.skip("../shared/data/paths is not here")
    with path.open(newline="", encoding="utf-8") as file:
        return [
            (tuple(row["path"].split(" > ")), int(row["total_conversions"]), int(row["total_null"]))
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def journeys(path_counts: PathCounts) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Every journey for itself: those that converted, and those that did not."""
    converting = [path for path, conversions, _ in path_counts for _ in range(conversions)]
    null = [path for path, _, nulls in path_counts for _ in range(nulls)]
    assert (len(converting), len(converting) + len(null)) == (CONVERSIONS, JOURNEYS)
    return converting, null


@pytest.fixture(scope="module")
def built(
    parsed: Any, journeys: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[Any]]]:
    """The warehouse after the second of two builds, and what the tables of the first were."""
    folder = tmp_path_factory.mktemp("paths")
    write_landing(folder / "landing" / "files", *journeys)
    home = Home(folder / "home")
    land(folder / "landing", home.root, AS_OF, progress=False)
    order = Order(folder, home.raw_database, AS_OF.isoformat())
    build_models(order, parsed, "+fct_attribution")
    before = hashes(order.database)
    # another number of threads: the rows come in another order
    build_models(replace(order, threads=1), parsed, "int_attribution__goals+,+fct_attribution")
    with duckdb.connect(str(order.database), read_only=True) as connection:
        yield connection, before


def build_models(order: Order, parsed: Any, select: str) -> None:
    """Seeds and models alone: what dbt would test of them, it tests in every refresh."""
    with settings(order):
        try:
            outcome = dbtRunner(manifest=parsed.deepcopy()).invoke(
                [
                    *("build", "--exclude-resource-type", "test", "unit_test"),
                    *("--select", select, "--threads", str(order.threads)),
                    *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                    *("--target-path", str(order.work), "--log-path", str(order.work)),
                    *("--vars", json.dumps({"as_of": order.as_of}), "--log-level", "none"),
                    "--no-send-anonymous-usage-stats",
                ]
            )
        finally:
            let_go()
    assert outcome.success, outcome.exception or [
        result.message for result in outcome.result.results if result.status == "error"
    ]


def write_landing(folder: Path, converting: list[Any], null: list[Any]) -> None:
    folder.mkdir(parents=True)
    with (
        (folder / "touchpoints.csv").open("w", newline="", encoding="utf-8") as touch_file,
        (folder / "goals.csv").open("w", newline="", encoding="utf-8") as goal_file,
    ):
        touches, goals = csv.writer(touch_file), csv.writer(goal_file)
        touches.writerow(["touchpoint_id", "account_id", "touch_type", "channel", "touched_at"])
        goals.writerow(["goal_id", "goal_type", "account_id", "goal_value", "reached_at"])
        times = [(START + timedelta(minutes=n)).isoformat() for n in range(100)]
        for number, path in enumerate([*converting, *null]):
            touches.writerows(
                (f"{number}-{n}", f"company {number}", "event_attendance", channel, times[n])
                for n, channel in enumerate(path)
            )
            if number < len(converting):
                goals.writerow([number, "trial_start", f"company {number}", 1, times[len(path)]])


def hashes(database: Path) -> list[Any]:
    """The number of rows of each table, and a hash of them that knows no order."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return [
            connection.execute(
                f"select count(*), bit_xor(hash(t)), sum(hash(t) % 1000003) from core.{table} as t"
            ).fetchone()
            for table in ("fct_attribution", "fct_channel_effects")
        ]


@pytest.mark.slow
@pytest.mark.parametrize("model", ["first", "last", "linear"])
def test_rules_credit_every_channel_exactly(built: Any, journeys: Any, model: str) -> None:
    connection, _ = built
    expected: Counter[str] = Counter()
    for path in journeys[0]:
        if model == "linear":
            for channel in path:
                expected[channel] += Fraction(1, len(path))
        else:
            expected[path[0 if model == "first" else -1]] += 1
    found = dict(
        connection.execute(
            "select channel, sum(weight) from core.fct_attribution"
            " inner join core.fct_touchpoints using (touchpoint_key)"
            f" where attribution_model = '{model}' and attribution_scope = 'account'"
            " group by channel"
        ).fetchall()
    )
    assert found.keys() == expected.keys()
    for channel, weight in expected.items():
        # 18 digits of a third, some thousand times
        off = abs(Fraction(found[channel]) - weight)
        assert off < Fraction(1, 10**12) if model == "linear" else off == 0, channel
    assert sum(expected.values()) == CONVERSIONS


@pytest.mark.slow
@pytest.mark.parametrize("order", [1, 2])
def test_removal_effects_are_those_of_the_solved_chain(
    built: Any, journeys: Any, order: int
) -> None:
    connection, _ = built
    expected = removal_effects(*journeys, order)
    found = effects(connection, f"markov_{order}")
    assert found.keys() == expected.keys()
    assert max(abs(found[channel] - expected[channel]) for channel in expected) < 1e-9
    assert all(0 <= effect <= 1 for effect in found.values())
    rates = connection.execute(
        "select distinct conversion_rate from intermediate.int_attribution__markov_effects"
        f" where markov_order = {order} and attribution_scope = 'account' and sample_number = 0"
    ).fetchall()
    assert all(abs(rate - CONVERSIONS / JOURNEYS) < 1e-9 for (rate,) in rates) and rates


@pytest.mark.slow
def test_shapley_values_are_conversions_over_distinct_channels(built: Any, journeys: Any) -> None:
    connection, _ = built
    expected: Counter[str] = Counter()
    for path in journeys[0]:
        for channel in set(path):
            expected[channel] += Fraction(1, len(set(path)))
    found = effects(connection, "shapley")
    assert found.keys() == expected.keys()
    assert max(abs(found[channel] - float(expected[channel])) for channel in expected) < 1e-6
    assert abs(sum(found.values()) - CONVERSIONS) < 1e-6


@pytest.mark.slow
def test_every_run_gives_the_same_rows(built: Any) -> None:
    connection, before = built
    database = Path(connection.execute("select path from duckdb_databases()").fetchone()[0])
    assert hashes(database) == before


def effects(connection: duckdb.DuckDBPyConnection, model: str) -> dict[str, float]:
    return dict(
        connection.execute(
            "select channel, effect from core.fct_channel_effects"
            f" where attribution_model = '{model}' and attribution_scope = 'account'"
            " and goal_type = 'trial_start'"
        ).fetchall()
    )
