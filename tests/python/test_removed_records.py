"""Records that were deleted or merged at their source leave core and stay explained in `ops`."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.contracts import ContractError, load_contracts
from scripts.home import PROJECT
from scripts.land import land

FIXTURES = PROJECT / "tests" / "fixtures"
# A record by table and key: why it is gone, what took its place, when.
Removed = dict[tuple[str, str], tuple[str, str | None, datetime | None]]


def landed(tmp_path: Path, **files: str) -> Removed:
    """Land some tables of real systems and read what was removed from them."""
    for name, text in files.items():
        system, table = name.split("__")
        path = tmp_path / "landing" / system / f"{table}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    land(tmp_path / "landing", tmp_path / "home", date(2026, 6, 30), progress=False)
    with duckdb.connect(str(tmp_path / "home/raw/raw.duckdb"), read_only=True) as raw:
        rows = raw.execute("select * from ops.removed").fetchall()
    found = {(f"{row[0]}.{row[1]}", row[2]): row[3:] for row in rows}
    assert len(found) == len(rows)
    return found


def test_a_deleted_record_and_one_merged_into_another_are_told_apart(tmp_path: Path) -> None:
    contacts = """id,account_id,email,last_modified_date,is_deleted,master_record_id
1,a,ann@a.example,2026-01-01T10:00:00Z,false,
2,a,ann@a.example,2026-02-01T10:00:00Z,true,1
3,a,bob@a.example,2026-03-01T10:00:00Z,true,
"""
    assert landed(tmp_path, salesforce__contact=contacts) == {
        ("salesforce.contact", "salesforce:2"): (
            "merged",
            "salesforce:1",
            datetime(2026, 2, 1, 10),
        ),
        ("salesforce.contact", "salesforce:3"): ("deleted", None, datetime(2026, 3, 1, 10)),
    }


def test_the_newest_version_of_a_record_says_whether_it_is_there(tmp_path: Path) -> None:
    accounts = """id,name,last_modified_date,is_deleted
back,Undeleted,2026-01-01T10:00:00Z,true
back,Undeleted,2026-01-02T10:00:00Z,false
gone,Deleted,2026-01-02T10:00:00Z,true
gone,Deleted,2026-01-01T10:00:00Z,false
"""
    assert landed(tmp_path, salesforce__account=accounts) == {
        ("salesforce.account", "salesforce:gone"): ("deleted", None, datetime(2026, 1, 2, 10))
    }


def test_a_record_may_list_those_merged_into_it_that_were_never_exported(tmp_path: Path) -> None:
    contacts = """id,property_email,property_hs_merged_object_ids,_fivetran_deleted,_fivetran_synced
9,ann@a.example,7; 8;6,false,2026-06-01T00:00:00Z
8,ann@b.example,6,true,2026-05-01T00:00:00Z
"""
    nine = "hubspot:9"
    assert landed(tmp_path, hubspot__contact=contacts) == {
        ("hubspot.contact", "hubspot:6"): ("merged", nine, None),
        ("hubspot.contact", "hubspot:7"): ("merged", nine, None),
        ("hubspot.contact", "hubspot:8"): ("merged", nine, datetime(2026, 5, 1)),
    }


def test_keys_are_written_as_models_write_them_and_hold_no_address(tmp_path: Path) -> None:
    found = landed(
        tmp_path,
        files__contacts="contact_id,email,_fivetran_deleted\nann@a.example,ann@a.example,true\n",
        files__opportunity_contacts="opportunity_id,contact_id,_fivetran_deleted\n"
        "salesforce:006,salesforce:003,true\n7,8,true\n",
    )
    assert {key for _, key in found} == {
        "files:" + duckdb.execute("select md5('ann@a.example')").fetchall()[0][0],
        "salesforce:006|salesforce:003",
        "files:7|8",
    }


def test_reports_have_no_records_that_could_be_removed(tmp_path: Path) -> None:
    spend = "report_level,ad_account_id,performance_date,currency_code,spend\n"
    assert landed(tmp_path, files__ad_performance=spend + "account,a,2026-01-01,USD,1\n") == {}


def test_a_merge_in_a_table_without_a_key_of_one_column_is_refused(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "models" / "staging", tmp_path / "models" / "staging")
    shutil.copy(PROJECT / "dbt_project.yml", tmp_path)
    contract = tmp_path / "models/staging/hubspot/_hubspot.yml"
    text = contract.read_text()
    key = "key: [contact_id, form_id, timestamp]"
    assert key in text
    contract.write_text(text.replace(key, key + "\n            merged_into: title"))
    with pytest.raises(ContractError, match=r"hubspot.contact_form_submission: only a table with"):
        load_contracts(tmp_path)


@pytest.fixture(scope="module")
def warehouse(published: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(published), read_only=True)


def test_every_removed_record_of_the_fixture_company_is_published(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    truth: dict[str, Any] = json.loads((FIXTURES / "truth.json").read_text())
    found = warehouse.execute(
        "select source_system || '/' || table_name, count(*) from ops.removed_records group by all"
    ).fetchall()
    assert dict(found) == truth["deleted"]
    merged = truth["people"]["hubspot_merged"]
    assert warehouse.execute(
        "select record_key, merged_into from ops.removed_records where reason = 'merged'"
    ).fetchall() == [(f"hubspot:{merged['gone']}", f"hubspot:{merged['kept']}")]


@pytest.mark.parametrize(
    ("table", "core", "key"),
    [
        ("opportunity", "fct_opportunities", "opportunity_key"),
        ("lead", "fct_leads", "lead_key"),
        ("account", "dim_accounts", "account_key"),
    ],
)
def test_what_landed_is_in_core_or_explained(
    warehouse: duckdb.DuckDBPyConnection, table: str, core: str, key: str
) -> None:
    def keys(sql: str) -> set[str]:
        return {row[0] for row in warehouse.execute(sql).fetchall()}

    with (FIXTURES / f"landing/salesforce/{table}.csv").open(encoding="utf-8") as lines:
        sent = {f"salesforce:{row['id']}" for row in csv.DictReader(lines)}
    quarantined = {
        f"salesforce:{each['key']}"
        for each in json.loads((FIXTURES / "truth.json").read_text())["quarantined"]
    }
    counted = keys(f"select {key} from core.{core} where source_system = 'salesforce'")
    explained = keys(
        "select record_key from ops.removed_records"
        f" where source_system = 'salesforce' and table_name = '{table}'"
    )
    assert counted | explained | (sent & quarantined) == sent
    assert counted.isdisjoint(explained)
