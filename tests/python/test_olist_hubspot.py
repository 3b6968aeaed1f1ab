"""8,000 leads of a marketplace that nobody here wrote, as a HubSpot contact table.

There are no deals: who was won, and when, is a date on the contact. What the published tables have
to say is counted here from the raw file with the csv module.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest

AS_OF = "2018-12-31"
ORIGIN = "property_hs_analytics_source"
FIRST_CONTACT = "property_hs_lifecyclestage_marketingqualifiedlead_date"
WON = "property_hs_lifecyclestage_customer_date"
OWNER = "property_hubspot_owner_id"

pytestmark = pytest.mark.slow

Row = dict[str, str]


@pytest.fixture(scope="module")
def file(shared_data: Path) -> Path:
    path = shared_data / "crm_olist_hubspot" / "contact.csv"
    if not path.is_file():
        pytest.skip("the leads are not on this machine")
    return path


@pytest.fixture(scope="module")
def contacts(file: Path) -> list[Row]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def database(build: Callable[..., Path], file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = build({"hubspot/contact.csv": file}, as_of=AS_OF, reads=__file__)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def days_to_won(contact: Row) -> float:
    took = datetime.fromisoformat(contact[WON]) - datetime.fromisoformat(contact[FIRST_CONTACT])
    return took.total_seconds() / 86_400


def test_842_of_8000_leads_were_won(database: duckdb.DuckDBPyConnection) -> None:
    assert database.execute(
        "select count(*), count(won_at), count(*) filter (where lead_stage = 'won'),"
        " count(mql_at), cast(round(100.0 * count(won_at) / count(*), 3) as varchar)"
        " from core.fct_leads"
    ).fetchone() == (8_000, 842, 842, 8_000, "10.525")


def test_half_of_the_won_leads_took_14_days(
    database: duckdb.DuckDBPyConnection, contacts: list[Row]
) -> None:
    expected = median(days_to_won(contact) for contact in contacts if contact[WON])
    (found,) = database.execute(
        "select median(epoch(won_at) - epoch(created_at)) / 86400 from core.fct_leads"
        " where won_at is not null"
    ).fetchone() or (None,)

    assert int(expected) == 14
    assert found == pytest.approx(expected)


def test_every_lead_has_the_times_of_its_file(
    database: duckdb.DuckDBPyConnection, contacts: list[Row]
) -> None:
    expected = {
        f"hubspot:{contact['id']}": (
            datetime.fromisoformat(contact[FIRST_CONTACT]),
            datetime.fromisoformat(contact[WON]) if contact[WON] else None,
            f"hubspot:{contact[OWNER]}" if contact[OWNER] else None,
        )
        for contact in contacts
    }
    found: dict[str, tuple[Any, ...]] = {
        key: tuple(rest)
        for key, *rest in database.execute(
            "select lead_key, mql_at, won_at, owner_key from core.fct_leads"
        ).fetchall()
    }

    assert found == expected


def test_an_origin_that_is_missing_is_kept_apart_from_one_that_is_unknown(
    database: duckdb.DuckDBPyConnection, contacts: list[Row]
) -> None:
    expected = Counter(contact[ORIGIN] or "(not set)" for contact in contacts)
    found = dict(
        database.execute("select lead_source, count(*) from core.fct_leads group by all").fetchall()
    )

    assert found == expected
    assert (found["(not set)"], found["UNKNOWN"]) == (60, 1_099)


def test_a_lead_that_was_won_before_it_was_met_breaks_nothing(
    database: duckdb.DuckDBPyConnection, contacts: list[Row]
) -> None:
    early = {
        f"lead_won:hubspot:{contact['id']}"
        for contact in contacts
        if contact[WON] and days_to_won(contact) < 0
    }
    goals = database.execute(
        "select goal_key, goal_value from core.fct_goals where goal_type = 'lead_won'"
    ).fetchall()

    assert early
    assert len(goals) == 842
    assert early <= {key for key, _ in goals}
    assert {value for _, value in goals} == {0}


def test_every_win_is_in_the_ledger_once_per_model(database: duckdb.DuckDBPyConnection) -> None:
    credited = database.execute(
        "select attribution_model, attribution_scope, sum(credited_goals)"
        " from joint.joint__attribution_by_channel"
        " where goal_type = 'lead_won' and clock = 'close' group by all"
    ).fetchall()

    assert credited
    assert {round(goals, 6) for *_, goals in credited} == {842}


def test_leads_count_for_the_channel_of_their_origin(
    database: duckdb.DuckDBPyConnection, contacts: list[Row]
) -> None:
    by_origin = Counter(contact[ORIGIN] for contact in contacts)
    found = dict(
        database.execute("select channel, count(*) from core.fct_leads group by all").fetchall()
    )

    assert found["Organic Search"] == by_origin["ORGANIC_SEARCH"]
    assert found["Paid Search"] == by_origin["PAID_SEARCH"]
    assert found["Organic Social"] == by_origin["SOCIAL"]
    assert found["Direct"] == by_origin["DIRECT_TRAFFIC"]
    assert sum(found.values()) == 8_000
