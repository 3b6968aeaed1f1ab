"""The ledger against a second opinion: plain Python, no SQL, nothing shared with what it checks.

Hypothesis makes journeys that force what goes wrong in attribution: touches at one instant, at the
goal and a microsecond beside it, at the edge of the lookback, several goals of one company, people
without a company, touches that may not count, deals that own their touches.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from dbt.cli.main import dbtRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.home import PROJECT

START = datetime(2026, 1, 1)
LOOKBACK = {"lead": 30, "won": None}
MODELS = {"first": (1, 0), "last": (0, 1), "linear": None, "position": (0.4, 0.4)}
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Touch:
    key: str
    account: str | None
    person: str | None
    deal: str | None
    at: datetime
    priority: int
    creditable: bool


@dataclass(frozen=True)
class Goal:
    key: str
    kind: str
    account: str | None
    person: str | None
    deal: str | None
    at: datetime
    value: Decimal


def journey(goal: Goal, touches: list[Touch]) -> list[Touch]:
    """The touches that count for a goal, in order, straight from definitions.md section 1."""
    days = LOOKBACK.get(goal.kind)
    found = []
    for touch in touches:
        if goal.account is not None:
            ours = touch.account == goal.account
        else:
            ours = goal.person is not None and touch.person == goal.person
        in_time = touch.at <= goal.at and (
            days is None or touch.at >= goal.at - timedelta(days=days)
        )
        other_deal = goal.deal and touch.deal and goal.deal != touch.deal
        if touch.creditable and ours and in_time and not other_deal:
            found.append(touch)
    return sorted(found, key=lambda touch: (touch.at, touch.priority, touch.key))


def weights(model: str, count: int) -> list[Fraction]:
    """The share of each of `count` touches; what nobody holds goes to the rest pro rata."""
    ends = MODELS[model]
    if ends is None:
        return [Fraction(1, count)] * count
    first, last = (Fraction(str(end)) for end in ends)
    claims = [Fraction(0)] * count
    claims[0] += first
    claims[-1] += last
    for middle in range(1, count - 1):
        claims[middle] = (1 - first - last) / (count - 2)
    return [claim / sum(claims) for claim in claims]


def ledger(goals: list[Goal], touches: list[Touch]) -> dict[tuple[str, str, str], Fraction]:
    """(goal, touch, model) -> weight, for weights above 0."""
    expected = {}
    for goal in goals:
        found = journey(goal, touches)
        for model in MODELS:
            if not found:
                expected[goal.key, "(no touch)", model] = Fraction(1)
                continue
            for touch, weight in zip(found, weights(model, len(found)), strict=True):
                if weight:
                    expected[goal.key, touch.key, model] = weight
    return expected


moments = st.sampled_from([-31, -30, -30, -7, -1, 0, 0, 0, 3]).flatmap(
    lambda day: st.sampled_from([-INSTANT, timedelta(0), timedelta(0), INSTANT]).map(
        lambda nudge: START + timedelta(days=day) + nudge
    )
)
maybe = st.sampled_from([None, "x", "x", "y"])
touches = st.lists(
    st.tuples(maybe, maybe, maybe, moments, st.integers(1, 2), st.sampled_from([True, True, False]))
)
goals = st.lists(
    st.tuples(
        st.sampled_from(["lead", "won", "won", "unlisted"]),
        maybe,
        maybe,
        maybe,
        moments,
        st.decimals(0, 10**7, places=2) | st.just(Decimal("0.000001")),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse with the tables that the ledger reads, and `ledger` as dbt compiles it."""
    out = tmp_path_factory.mktemp("dbt")
    where = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    made = ["--target-path", str(out), "--log-path", str(out), "--no-partial-parse"]
    command = ["--quiet", "compile", "--no-introspect", "--select", "fct_attribution"]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ONEFUNNEL_WAREHOUSE", str(out / "warehouse.duckdb"))
        environment.setenv("ONEFUNNEL_RAW", str(empty_catalog(out / "raw.duckdb")))
        assert dbtRunner().invoke([*command, *where, *made]).success
    nodes = json.loads((out / "manifest.json").read_text())["nodes"]
    compiled = nodes["model.onefunnel.fct_attribution"]["compiled_code"]
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse; use warehouse")
    connection.execute("create schema core; create schema seeds")
    connection.execute(
        """
        create table core.fct_goals (goal_key varchar, goal_type varchar, account_key varchar,
            person_key varchar, opportunity_key varchar, reached_at timestamp,
            goal_value decimal(18, 6));
        create table core.fct_touchpoints (touchpoint_key varchar, account_key varchar,
            person_key varchar, opportunity_key varchar, touched_at timestamp,
            touch_priority integer, is_creditable boolean);
        create table seeds.goal_types as select * from (values ('lead', 30), ('won', null))
            as types (goal_type, lookback_days);
        create table seeds.attribution_models as
        select * from (values
            ('first', 'milestone', 1.0::decimal(9, 6), 0.0::decimal(9, 6)),
            ('last', 'milestone', 0.0, 1.0), ('linear', 'linear', 0.0, 0.0),
            ('position', 'milestone', 0.4, 0.4))
            as models (attribution_model, kind, first_weight, last_weight)
        """
    )
    connection.execute(f"create view ledger as {compiled}")
    yield connection
    connection.close()


def empty_catalog(path: Path) -> Path:
    duckdb.connect(str(path)).close()
    return path


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(touches, goals)
def test_the_ledger_agrees_with_the_definitions(
    warehouse: duckdb.DuckDBPyConnection,
    touch_facts: list[tuple[str | None, str | None, str | None, datetime, int, bool]],
    goal_facts: list[tuple[str, str | None, str | None, str | None, datetime, Decimal]],
) -> None:
    made = [Touch(f"t{number}", *facts) for number, facts in enumerate(touch_facts)]
    asked = [
        Goal(f"g{number}", kind, account, person, deal, at, value)
        for number, (kind, account, person, deal, at, value) in enumerate(goal_facts)
    ]
    warehouse.execute("truncate core.fct_goals; truncate core.fct_touchpoints")
    for touch in made:
        row = [touch.key, touch.account, touch.person, touch.deal, touch.at, touch.priority]
        warehouse.execute(
            "insert into core.fct_touchpoints values (?, ?, ?, ?, ?, ?, ?)",
            [*row, touch.creditable],
        )
    for goal in asked:
        row = [goal.key, goal.kind, goal.account, goal.person, goal.deal, goal.at, goal.value]
        warehouse.execute("insert into core.fct_goals values (?, ?, ?, ?, ?, ?, ?)", row)

    rows = warehouse.execute(
        "select goal_key, touchpoint_key, attribution_model, weight, credit_amount from ledger"
    ).fetchall()

    expected = ledger(asked, made)
    found = {(goal, touch, model): weight for goal, touch, model, weight, _ in rows}
    assert len(found) == len(rows)
    assert found.keys() == expected.keys()
    for key, weight in expected.items():
        assert abs(float(found[key]) - float(weight)) < 1e-12, key
    for goal in asked:
        for model in MODELS:
            credits = [row[4] for row in rows if (row[0], row[2]) == (goal.key, model)]
            assert sum(credits) == goal.value, "credit is the value, to the last digit"
        for key, _, model, weight, credit in rows:
            if key == goal.key:
                off = abs(float(credit) - float(weight) * float(goal.value))
                assert off < 2e-6, (key, model)
