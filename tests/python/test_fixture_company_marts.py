"""What is published of the fixture company is what its generator knows: tests/fixtures/truth.json.

The truth is counted in Python from the world the files were written from, before any file is read.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

TRUTH = Path(__file__).parents[1] / "fixtures" / "truth.json"
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(TRUTH.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def warehouse(published: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(published), read_only=True)


def pairs(warehouse: duckdb.DuckDBPyConnection, sql: str) -> dict[Any, Any]:
    return dict(warehouse.execute(sql).fetchall())


def test_deals_are_won_lost_and_open_as_planned(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    assert (
        pairs(
            warehouse,
            """
            select case when is_won then 'won' when is_lost then 'lost' else 'open' end, count(*)
            from core.fct_opportunities group by 1
            """,
        )
        == truth["deals"]["by_status"]
    )


def test_won_money_is_the_planned_money_by_month_currency_and_owner(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    for column, key in (
        ("strftime(close_date, '%Y-%m')", "amount_by_month"),
        ("split_part(owner_key, ':', 2)", "amount_by_owner"),
        ("region", "amount_by_region"),
    ):
        found = pairs(
            warehouse,
            f"""
            select {column} || ' ' || currency_code, cast(sum(amount) as bigint)
            from core.fct_opportunities where is_won group by 1
            """,
        )
        assert found == truth["won"][key], key


def test_a_resent_deal_counts_once_with_its_newest_amount(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    resent = truth["duplicates"][0]
    assert warehouse.execute(
        "select amount from core.fct_opportunities where opportunity_key = ?",
        [f"salesforce:{resent['key']}"],
    ).fetchall() == [(Decimal(resent["kept"]),)]


def test_spend_is_the_planned_spend_by_campaign_and_month(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    found = pairs(
        warehouse,
        """
        select campaign_name || ' ' || strftime(performance_date, '%Y-%m'), sum(spend)
        from core.fct_ad_performance
        inner join core.dim_campaigns using (campaign_key)
        group by 1
        """,
    )
    expected = {}
    for name, amount in truth["ads"]["spend_by_campaign_and_month"].items():
        expected[name] = Decimal(amount)
    assert found == expected


def test_leads_are_counted_in_the_month_they_came(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    found = pairs(
        warehouse,
        """
        select strftime(date_day, '%Y-%m'), cast(sum(leads) as bigint)
        from marketing.marketing__channel_performance_daily group by 1
        """,
    )
    assert found == truth["leads"]["by_month"]


def test_stages_of_leads_are_the_planned_ones(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    found = warehouse.execute(
        """
        select count(*), count(mql_at), count(sal_at), count(sql_at), count(rejected_at),
            count(*) filter (where is_converted), count(opportunity_key)
        from core.fct_leads
        """
    ).fetchone()
    leads = truth["leads"]
    names = ("total", "mql", "sal", "sql", "rejected", "converted", "converted_with_deal")
    assert found == tuple(leads[name] for name in names)


def test_sessions_are_the_planned_sessions(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    web = truth["web"]
    found = pairs(
        warehouse,
        "select strftime(session_date, '%Y-%m'), count(*) from core.fct_sessions group by 1",
    )
    assert found == web["sessions_by_month"]
    by_source = pairs(
        warehouse,
        "select source || ' / ' || medium, count(*) from core.fct_sessions group by 1",
    )
    assert by_source == web["sessions_by_source_medium"]
    assert warehouse.execute(
        "select count(distinct visitor_key), count(*) filter (where is_new_visitor) "
        "from core.fct_sessions"
    ).fetchone() == (web["visitors"], web["visitors"])


def test_known_visitors_are_people_with_a_record(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    """Also the visitor who signed in as a contact that has since been merged away."""
    assert warehouse.execute(
        """
        select count(distinct visitor_key) from core.fct_sessions
        where person_key like 'contact:%' or person_key like 'lead:%'
        """
    ).fetchone() == (truth["web"]["visitors_known"],)
    merged = truth["people"]["hubspot_merged"]
    people = warehouse.execute(
        "select distinct person_key from core.bridge_person_identifiers where identifier in (?, ?)",
        [f"contact:hubspot:{merged['kept']}", f"contact:hubspot:{merged['gone']}"],
    ).fetchall()
    assert len(people) == 1


def test_emails_are_counted_and_machines_told_apart(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    email = truth["email"]
    found = pairs(
        warehouse, "select event_type, count(*) from core.fct_email_events group by event_type"
    )
    words = {"STATUSCHANGE": "unsubscribe"}
    expected = {words.get(k, k.lower()): n for k, n in email["events_by_type"].items()}
    assert found == expected
    machines = pairs(
        warehouse,
        "select event_type, count(*) from core.fct_email_events where is_machine group by 1",
    )
    assert machines == {
        "click": email["clicks_by_scanner"],
        "open": email["opens_by_privacy_proxy"],
    }


def test_deals_that_nobody_touched_stay_in_the_ledger(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    rows: Rows = warehouse.execute(
        """
        select distinct opportunity_key
        from core.fct_attribution inner join core.fct_goals using (goal_key)
        where touchpoint_key = '(no touch)' and goal_type = 'won'
            and attribution_scope = 'account'
        """
    ).fetchall()
    assert {key for (key,) in rows} == {
        f"salesforce:{key}" for key in truth["won"]["without_any_touch"]
    }


def test_planted_bad_rows_are_counted_and_nothing_is_lost(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    rows: Rows = warehouse.execute(
        """
        select source_system || '/' || table_name, rows_in, rows_quarantined
        from ops.reconciliation
        where rows_in > 0
        """
    ).fetchall()
    assert {table: rows_in for table, rows_in, _ in rows} == truth["rows_in_files"]
    planted: dict[str, int] = {}
    for row in truth["quarantined"]:
        table = row["file"].removesuffix(".csv")
        planted[table] = planted.get(table, 0) + 1
    assert {table: n for table, _, n in rows if n} == planted
    assert warehouse.execute(
        "select count(*) from ops.reconciliation where not is_balanced"
    ).fetchone() == (0,)
