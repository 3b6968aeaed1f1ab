"""Real exports land whole: compared with what Python's own csv and json modules read."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import duckdb
import pytest

from scripts.contracts import load_contracts
from scripts.home import PROJECT
from scripts.land import LandingReport, land, reconcile
from tests.python.landing_helpers import AS_OF

DATA = PROJECT.parent / "shared" / "data"
# Fivetran's history mode: another shape than the tables of these names that we read.
NOT_OURS = {"opportunity_history", "account_history", "contact_history"}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")


def landed(
    landing: Path, home: Path, quarantined: Mapping[str, int] = MappingProxyType({})
) -> LandingReport:
    report = land(landing, home, AS_OF, progress=False)
    assert all(counts.balances for counts in reconcile(home, load_contracts(PROJECT)))
    found = {f"{t.system}.{t.table}": t.rows_quarantined for t in report.tables}
    assert {name: rows for name, rows in found.items() if rows} == quarantined
    return report


def attached(home: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach '{home}/raw/raw.duckdb' as raw (read_only)")
    return connection


def test_all_deals_of_the_hardware_seller_land(tmp_path: Path) -> None:
    shutil.copytree(DATA / "crm_maven_salesforce", tmp_path / "landing" / "salesforce")
    landed(tmp_path / "landing", tmp_path / "home")
    with (DATA / "crm_maven_salesforce" / "opportunity.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    won = [Decimal(row["amount"]) for row in rows if row["is_won"] == "true"]
    with attached(tmp_path / "home") as connection:
        deals = connection.sql("from raw.salesforce.opportunity")
        assert deals.aggregate("count(*)").fetchone() == (8_800,) == (len(rows),)
        assert deals.filter("is_won").aggregate("count(*), sum(amount)").fetchall() == [
            (len(won), sum(won))
        ]
        products = deals.aggregate("product_name, count(*)").fetchall()
        assert dict(products) == Counter(row["product_name__c"] for row in rows)
        regions = connection.sql("from raw.salesforce.user").aggregate("region, count(*)")
        with (DATA / "crm_maven_salesforce" / "user.csv").open(newline="") as file:
            departments = Counter(row["department"] or None for row in csv.DictReader(file))
        assert dict(regions.fetchall()) == departments


def test_all_events_of_the_website_land_with_every_parameter(tmp_path: Path) -> None:
    (tmp_path / "landing" / "ga4").mkdir(parents=True)
    shutil.copy(DATA / "ga4_export" / "events.ndjson", tmp_path / "landing" / "ga4")
    landed(tmp_path / "landing", tmp_path / "home")
    lines = (DATA / "ga4_export" / "events.ndjson").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    with attached(tmp_path / "home") as connection:
        found = connection.execute(
            "select event_timestamp, event_name, device.category, event_params "
            "from raw.ga4.events order by _row"
        ).fetchall()
    assert len(found) == 267 == len(events)
    for event, (timestamp, name, device, params) in zip(events, found, strict=True):
        assert (timestamp, name) == (event["event_timestamp"], event["event_name"])
        assert device == event["device"]["category"]
        assert params == event["event_params"]


def test_connector_tables_land_whole(tmp_path: Path) -> None:
    sources: dict[str, Path] = {}
    for system in ("google_ads", "hubspot", "salesforce"):
        folder = tmp_path / "landing" / system
        folder.mkdir(parents=True)
        for path in (DATA / "connector_tables" / system).glob("*.csv"):
            name = path.stem.removeprefix("google_ads_").removeprefix("sf_").removesuffix("_data")
            if system != "salesforce" or name not in NOT_OURS:
                shutil.copy(path, folder / f"{name}.csv")
                sources[f"{system}.{name}"] = path
    # seven meetings take place in 1970: seconds that somebody took for milliseconds
    bad = {"hubspot.engagement_meeting": 7}
    report = landed(tmp_path / "landing", tmp_path / "home", bad)
    assert len(report.tables) > 40
    for table in report.tables:
        name = f"{table.system}.{table.table}"
        with sources[name].open(newline="") as file:
            rows = len(list(csv.DictReader(file)))
        assert table.rows_loaded == rows - bad.get(name, 0), table
    with sources["google_ads.campaign_stats"].open(newline="") as file:
        right: Counter[str] = Counter()
        for row in csv.DictReader(file):
            right[row["date"]] += int(row["cost_micros"])
    with attached(tmp_path / "home") as connection:
        spend = connection.execute(
            "select cast(date as varchar), sum(cost_micros) "
            "from raw.google_ads.campaign_stats group by all"
        ).fetchall()
    assert dict(spend) == right
