"""A GA4 export that nobody here wrote, against a count in plain Python.

The expected numbers come from the raw lines through json alone; none of the project's SQL, rules
or seeds is involved.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

Build = Callable[..., Path]
Event = dict[str, Any]
# What a visit that anyone would name alike is called, by its source and medium.
OBVIOUS = {
    ("(direct)", "(none)"): "Direct",
    ("google", "organic"): "Organic Search",
    ("google", "cpc"): "Paid Search",
    ("youtube.com", "referral"): "Organic Video",
    ("quora.com", "referral"): "Organic Social",
    ("support.google.com", "referral"): "Referral",
    ("analytics.google.com", "referral"): "Referral",
    ("Partners", "affiliate"): "Affiliates",
}


def parameter(event: Event, name: str) -> Any:
    for entry in event["event_params"]:
        if entry["key"] == name:
            return next((value for value in entry["value"].values() if value is not None), None)
    return None


@pytest.fixture(scope="module")
def export(shared_data: Path) -> Path:
    return shared_data / "ga4_export" / "events.ndjson"


@pytest.fixture(scope="module")
def sessions(export: Path) -> dict[tuple[str, str], list[Event]]:
    """The events of each (visitor, session id), oldest first."""
    found: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for line in export.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        found[event["user_pseudo_id"], str(parameter(event, "ga_session_id"))].append(event)
    for events in found.values():
        events.sort(key=lambda event: event["event_timestamp"])
    return found


@pytest.fixture(scope="module")
def warehouse(export: Path, build: Build) -> duckdb.DuckDBPyConnection:
    database = build({"ga4/events.ndjson": export}, as_of="2022-08-31", reads=__file__)
    return duckdb.connect(str(database), read_only=True)


def test_every_session_is_there_with_its_events(
    warehouse: duckdb.DuckDBPyConnection, sessions: dict[tuple[str, str], list[Event]]
) -> None:
    expected = {
        f"ga4:{visitor}:{number}": (
            f"ga4:{visitor}",
            len(events),
            sum(event["event_name"] == "page_view" for event in events),
            events[0]["event_timestamp"],
            events[-1]["event_timestamp"],
        )
        for (visitor, number), events in sessions.items()
    }
    rows = warehouse.execute(
        """
        select
            session_key, visitor_key, events, page_views, epoch_us(started_at), epoch_us(ended_at)
        from core.fct_sessions
        """
    ).fetchall()
    assert {row[0]: row[1:] for row in rows} == expected
    assert len(rows) == 98
    assert len({row[1] for row in rows}) == 67


def test_each_visitor_is_new_in_its_first_session_only(
    warehouse: duckdb.DuckDBPyConnection, sessions: dict[tuple[str, str], list[Event]]
) -> None:
    first: dict[str, tuple[int, str]] = {}
    for (visitor, number), events in sessions.items():
        start = (events[0]["event_timestamp"], number)
        first[visitor] = min(first.get(visitor, start), start)
    rows = warehouse.execute(
        "select session_key from core.fct_sessions where is_new_visitor"
    ).fetchall()
    assert {row[0] for row in rows} == {
        f"ga4:{visitor}:{number}" for visitor, (_, number) in first.items()
    }


def test_revenue_is_that_of_the_distinct_orders(
    warehouse: duckdb.DuckDBPyConnection, sessions: dict[tuple[str, str], list[Event]]
) -> None:
    orders = {
        event["ecommerce"]["transaction_id"]: Decimal(str(event["ecommerce"]["purchase_revenue"]))
        for events in sessions.values()
        for event in events
        if event["event_name"] == "purchase"
    }
    totals = warehouse.execute(
        "select sum(purchases), sum(purchase_revenue) from core.fct_sessions"
    ).fetchone()
    assert totals == (len(orders), sum(orders.values())) == (6, Decimal("500.92"))


def test_channels_are_those_anyone_would_name(
    warehouse: duckdb.DuckDBPyConnection, sessions: dict[tuple[str, str], list[Event]]
) -> None:
    expected: Counter[str] = Counter()
    for events in sessions.values():
        tags = [(parameter(event, "source"), parameter(event, "medium")) for event in events]
        # one session consists of a purchase without any source
        expected[next((OBVIOUS[tag] for tag in tags if tag[0] is not None), "Direct")] += 1
    rows = warehouse.execute(
        "select channel, count(*) from core.fct_sessions group by channel"
    ).fetchall()
    assert dict(rows) == dict(expected)


def test_a_session_keeps_the_rule_that_decided_its_channel(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        "select distinct channel, channel_rule from core.fct_sessions where medium = '(not set)'"
    ).fetchall()
    assert rows == [("Direct", "direct_untraced")]
