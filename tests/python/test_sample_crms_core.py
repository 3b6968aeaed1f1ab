"""The sample company is one company, whichever CRM it keeps: the published tables say the same.

The company is made and refreshed once per CRM, and every table of core and of the marts is
compared with that of Salesforce as a bag of rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

CRMS_BESIDE_SALESFORCE = ["hubspot", "zoho_crm"]

LAST = date(2026, 6, 30)
SCHEMAS = ("core", "marketing", "sales", "joint")

# Tables whose rows are records of a system, so that there are as many as the system keeps.
ABOUT_RECORDS = {
    "core.bridge_person_identifiers": "one row per record and address of a person",
    "core.dim_source_words": "one row per word of the CRM; what they mean is compared elsewhere",
    "core.bridge_person_accounts": "HubSpot has one record of whoever changed jobs",
    "core.fct_record_checks": "one row per record that is checked, contacts among them",
    "sales.sales__crm_hygiene": "counts these",
    "sales.sales__crm_faults": "lists these",
}

# Columns besides the keys (..._key) that are the words of a system and no facts. A column named
# without its table is left out wherever it occurs.
WORDS_OF_A_SYSTEM = {
    "source_system": "names the system",
    "source_stage": "stage in the CRM's own words; `stage` is compared",
    "source_pipeline": "pipeline in the CRM's own words",
    "source_type": "kind of activity in the CRM's own words; `activity_type` is compared",
    "source_status": "lead status in the CRM's own words; `lead_stage` is compared",
    "outcome": "result of an activity in the CRM's own words; `is_completed` is compared",
    "core.dim_people.identifiers": "counts records: HubSpot has one where Salesforce has two",
    "core.dim_campaigns.campaign_kind": "says for campaigns of the CRM that they are the CRM's",
    "core.fct_activities.direction": "Salesforce says it of calls alone",
    "core.fct_channel_effects.low_share": "samples are drawn by a digest of keys",
    "core.fct_channel_effects.high_share": "the same",
    "joint.joint__model_disagreement.learned_low_share": "the same",
    "joint.joint__model_disagreement.learned_high_share": "the same",
}

# Times that Salesforce keeps as a bare date: the day is compared.
BARE_DATES = {"core.fct_leads.converted_at"}

pytestmark = pytest.mark.slow

Rows = Counter[tuple[Any, ...]]


@dataclass(frozen=True)
class Company:
    """A published database, and the keys that all CRMs give to what is not of a CRM."""

    crm: str
    database: duckdb.DuckDBPyConnection

    def tables(self) -> dict[str, list[str]]:
        """The columns to compare, by table."""
        found = self.database.execute(
            "select table_schema || '.' || table_name, list(column_name order by ordinal_position)"
            " from information_schema.columns where table_schema in ? group by all order by all",
            [SCHEMAS],
        ).fetchall()
        return {
            table: [column for column in columns if is_fact(table, column)]
            for table, columns in found
            if table not in ABOUT_RECORDS
        }

    def rows(self, table: str, columns: list[str]) -> Rows:
        wanted = ", ".join(
            f"cast({column} as date)" if f"{table}.{column}" in BARE_DATES else column
            for column in columns
        )
        return Counter(self.database.execute(f"select {wanted} from {table}").fetchall())


def is_fact(table: str, column: str) -> bool:
    return not (
        column.endswith(("_key", "_key_before"))
        or column in WORDS_OF_A_SYSTEM
        or f"{table}.{column}" in WORDS_OF_A_SYSTEM
    )


@pytest.fixture(scope="module")
def company(build: Callable[..., Path], sample: Callable[..., Path]) -> Callable[[str], Company]:
    def refreshed(crm: str) -> Company:
        database = build(sample(crm) / "landing", as_of=LAST, data_tests=False)
        return Company(crm, duckdb.connect(str(database), read_only=True))

    return refreshed


@pytest.fixture(scope="module")
def salesforce(company: Callable[[str], Company]) -> Iterator[Company]:
    made = company("salesforce")
    yield made
    made.database.close()


@pytest.fixture(scope="module", params=CRMS_BESIDE_SALESFORCE)
def other(request: pytest.FixtureRequest, company: Callable[[str], Company]) -> Iterator[Company]:
    made = company(request.param)
    yield made
    made.database.close()


def differences(salesforce: Company, other: Company, table: str, columns: list[str]) -> str:
    """What a person needs to see of two bags that should be one; nothing if they are."""
    ours, theirs = salesforce.rows(table, columns), other.rows(table, columns)
    if ours == theirs:
        return ""
    missing, unexpected = ours - theirs, theirs - ours
    lines = [
        f"{table}: {ours.total()} rows with salesforce, {theirs.total()} with {other.crm};"
        f" {missing.total()} only there, {unexpected.total()} only here"
    ]
    for position, column in enumerate(columns):
        before = Counter(row[position] for row in missing.elements())
        after = Counter(row[position] for row in unexpected.elements())
        if before != after:
            lines.append(
                f"  {column}: {dict((before - after).most_common(4))}"
                f" became {dict((after - before).most_common(4))}"
            )
    return "\n".join(lines)


def test_every_table_says_the_same_whatever_the_crm(salesforce: Company, other: Company) -> None:
    assert other.tables() == salesforce.tables()

    found = [
        differences(salesforce, other, table, columns)
        for table, columns in salesforce.tables().items()
        if columns
    ]

    assert not any(found), "\n" + "\n".join(filter(None, found))


def test_what_is_compared_is_not_empty(salesforce: Company) -> None:
    for table, least in {
        "core.fct_leads": 30,
        "core.fct_opportunities": 30,
        "core.fct_attribution": 30,
        "core.fct_opportunity_splits": 30,
        "core.fct_quotes": 20,
        "core.fct_objections": 5,
        "core.dim_rep_assignments": 10,
    }.items():
        rows = salesforce.rows(table, salesforce.tables()[table])
        assert rows.total() > least, table


def test_every_exception_is_needed(salesforce: Company) -> None:
    """A column that is not there any more leaves the list, too."""
    there = {
        f"{schema}.{table}.{column}"
        for schema, table, column in salesforce.database.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
            " where table_schema in ?",
            [SCHEMAS],
        ).fetchall()
    }
    for name in [*WORDS_OF_A_SYSTEM, *BARE_DATES, *(f"{table}." for table in ABOUT_RECORDS)]:
        assert any(
            column == name or column.endswith(f".{name}") or column.startswith(name)
            for column in there
        ), name
