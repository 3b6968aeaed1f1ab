"""A company with next to nothing gets every mart, with what it has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

Build = Callable[..., Path]

LEADS = """lead_id,email,full_name,lead_source,created_at,mql_at,is_converted
1,ada@acme.example,Ada Lovelace,Web,2026-01-08T10:00:00Z,2026-01-09T10:00:00Z,false
2,bob@acme.example,Bob Noyce,Trade Show,2026-01-20T10:00:00Z,,false
3,,Cy Young,,2026-02-02T10:00:00Z,,false
"""


@pytest.fixture(scope="module")
def warehouse(build: Build) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        str(build({"files/leads.csv": LEADS}, as_of="2026-02-28", reads=__file__)), read_only=True
    )


def test_a_single_spreadsheet_of_leads_builds_every_mart(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    tables = warehouse.execute(
        """
        select table_schema || '.' || table_name from information_schema.tables
        where table_schema in ('marketing', 'sales', 'joint')
        """
    ).fetchall()
    assert {name for (name,) in tables} >= {
        "marketing.marketing__channel_performance_daily",
        "marketing.marketing__campaign_performance",
        "sales.sales__pipeline_by_stage",
        "sales.sales__results_by_rep",
        "sales.sales__revenue_by_month",
        "joint.joint__attribution_by_channel",
    }


def test_the_leads_are_counted_by_channel_and_day(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select cast(date_day as varchar), channel, leads, mqls
        from marketing.marketing__channel_performance_daily
        where leads > 0 or mqls > 0
        order by 1
        """
    ).fetchall()
    assert rows == [
        ("2026-01-08", "Website", 1, 0),
        ("2026-01-09", "Website", 0, 1),
        ("2026-01-20", "Event", 1, 0),
        ("2026-02-02", "Unassigned", 1, 0),
    ]


def test_days_between_are_there_and_empty(warehouse: duckdb.DuckDBPyConnection) -> None:
    days = warehouse.execute(
        """
        select count(*) from marketing.marketing__channel_performance_daily
        where channel = 'Event'
        """
    ).fetchone()
    assert days == (26,)


def test_leads_that_nobody_touched_are_credited_to_no_touch(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        """
        select goal_type, channel, sum(credited_goals)
        from joint.joint__attribution_by_channel
        where attribution_model = 'linear' and attribution_scope = 'account' and clock = 'close'
        group by all order by 1
        """
    ).fetchall()
    assert [(goal, channel, int(n)) for goal, channel, n in rows] == [
        ("lead", "(no touch)", 3),
        ("mql", "(no touch)", 1),
    ]


def test_addresses_do_not_leave_the_warehouse(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = warehouse.execute(
        """
        select table_schema, table_name, column_name from information_schema.columns
        where data_type = 'VARCHAR'
        """
    ).fetchall()
    for schema, table, column in columns:
        leaked = warehouse.execute(
            f"select count(*) from {schema}.{table} where {column} ilike '%acme.example%' "
            f"and {column} like '%@%'"
        ).fetchone()
        assert leaked == (0,), f"{schema}.{table}.{column}"
