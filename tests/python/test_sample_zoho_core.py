"""The sample company with Zoho CRM gives the same tables as with Salesforce, key for key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

LAST = date(2026, 6, 30)
Row = tuple[Any, ...]

# The id that a record has in Zoho where it has one of these in Salesforce.
KINDS = ["005", "001", "003", "00Q", "006", "008", "00T", "00U", "701", "01t", "00v", "00k", "0Q0"]
# Words that each CRM has of its own, and a time that Salesforce keeps as a day.
OF_ITS_OWN = {
    "source_system",
    "fct_leads.source_status",
    "fct_quotes.source_status",
    "fct_activities.outcome",
    "fct_leads.converted_at",
    # samples of journeys are drawn by a digest of their keys
    "fct_channel_effects.low_share",
    "fct_channel_effects.high_share",
    "joint__model_disagreement.learned_low_share",
    "joint__model_disagreement.learned_high_share",
    "dim_people.identifiers",  # only Salesforce says into which record one was merged
}
# One row per piece of evidence: outreach tools match one CRM's records, and addresses of the other.
# One row per contact that is checked: only Salesforce says into which record one was merged.
OF_RECORDS = {
    "core.bridge_person_identifiers",
    "core.fct_record_checks",
    "sales.sales__crm_hygiene",
    "sales.sales__crm_faults",
}


@pytest.fixture(scope="module")
def companies(
    build: Callable[..., Path], sample: Callable[..., Path]
) -> dict[str, duckdb.DuckDBPyConnection]:
    """The published tables of one company, by the CRM it uses.

    Zoho first: test_sample_crms_core begins with the other, so two workers need not wait.
    """
    return {
        crm: duckdb.connect(
            str(build(sample(crm) / "landing", as_of=LAST, data_tests=False)), read_only=True
        )
        for crm in ("zoho_crm", "salesforce")
    }


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Every column of core and the marts that does not name the system, by table."""
    found = connection.execute(
        "select schema_name || '.' || table_name, table_name, column_name from duckdb_columns()"
        " where schema_name in ('core', 'marketing', 'sales', 'joint')"
        # what each CRM calls its stages is not what they are
        " and table_name != 'dim_source_words' order by all"
    ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, name, column in found:
        if not {column, f"{name}.{column}"} & OF_ITS_OWN:
            tables.setdefault(table, []).append(column)
    return tables


def in_zoho(column: str) -> str:
    """A column in which Salesforce's ids are those of Zoho."""
    text = f"cast({column} as varchar)"
    for number, kind in enumerate(KINDS, 1):
        text = (
            f"regexp_replace({text}, 'salesforce:{kind}5g(\\d{{10}})AAA',"
            f" 'zoho_crm:5500{number:02}000\\1', 'g')"
        )
    return text


def rows(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> Counter[Row]:
    chosen = ", ".join(in_zoho(f'"{column}"') for column in columns)
    return Counter(connection.execute(f"select {chosen} from {table}").fetchall())


def test_every_core_table_and_mart_has_the_same_rows(
    companies: dict[str, duckdb.DuckDBPyConnection],
) -> None:
    tables = columns_of(companies["zoho_crm"])
    assert tables == columns_of(companies["salesforce"])
    assert len(tables) >= 24
    different = {}
    for table, columns in tables.items():
        if table in OF_RECORDS:
            continue
        ours, theirs = (rows(companies[crm], table, columns) for crm in ("zoho_crm", "salesforce"))
        if ours != theirs:
            different[table] = (list(ours - theirs)[:3], list(theirs - ours)[:3])
    assert different == {}


def test_what_zoho_has_of_its_own_means_the_same(
    companies: dict[str, duckdb.DuckDBPyConnection],
) -> None:
    def days(crm: str) -> Counter[Row]:
        return Counter(
            companies[crm]
            .execute("select created_at, cast(converted_at as date) from core.fct_leads")
            .fetchall()
        )

    assert days("zoho_crm") == days("salesforce")
    assert len(days("zoho_crm")) > 50
