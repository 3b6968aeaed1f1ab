"""The fixture company: its generator still makes the committed files, and they make sense."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
LANDING = FIXTURES / "landing"


def content(folder: Path) -> dict[str, bytes]:
    """Return every file by its path; of a gzip what is in it, since zlib versions differ."""
    return {
        path.relative_to(folder).as_posix(): (
            gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one file that nobody deleted and that are not planted to be refused."""
    planted = {each["key"] for each in truth()["quarantined"]}
    with (LANDING / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if "true" not in (row.get("is_deleted"), row.get("_fivetran_deleted"))
            and planted.isdisjoint(row.values())
        ]


def truth() -> dict[str, Any]:
    """Return what the generator says is true."""
    answer: dict[str, Any] = json.loads((FIXTURES / "truth.json").read_text(encoding="utf-8"))
    return answer


def test_the_generator_writes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    generator = FIXTURES / "make_landing.py"
    subprocess.run([sys.executable, "-B", str(generator), "--into", str(tmp_path)], check=True)
    made, committed = content(tmp_path / "landing"), content(LANDING)
    assert made.keys() == committed.keys()
    assert [name for name in made if made[name] != committed[name]] == []
    assert (tmp_path / "truth.json").read_bytes() == (FIXTURES / "truth.json").read_bytes()


def test_the_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in LANDING.rglob("*.*")) < 1_500_000


@pytest.mark.parametrize(
    ("name", "column", "target"),
    [
        ("contact", "account_id", "account"),
        ("opportunity", "account_id", "account"),
        ("opportunity", "contact_id", "contact"),
        ("opportunity", "owner_id", "user"),
        ("opportunity", "campaign_id", "campaign"),
        ("opportunity_history", "opportunity_id", "opportunity"),
        ("opportunity_contact_role", "contact_id", "contact"),
        ("opportunity_line_item", "product_2_id", "product_2"),
        ("lead", "converted_contact_id", "contact"),
        ("lead", "converted_opportunity_id", "opportunity"),
        ("task", "what_id", "opportunity"),
        ("event", "who_id", "contact"),
        ("campaign_member", "campaign_id", "campaign"),
        ("user", "manager_id", "user"),
    ],
)
def test_every_reference_leads_somewhere(name: str, column: str, target: str) -> None:
    known = {row["id"] for row in table(f"salesforce/{target}")} | {""}
    assert {row[column] for row in table(f"salesforce/{name}")} <= known


def test_the_history_of_a_deal_ends_where_the_deal_stands() -> None:
    history: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for step in table("salesforce/opportunity_history"):
        history[step["opportunity_id"]].append(step)
    # The version that was sent again is the newer one.
    deals = {
        row["id"]: row
        for row in sorted(table("salesforce/opportunity"), key=lambda row: row["_fivetran_synced"])
    }
    for deal_id, deal in deals.items():
        steps = sorted(history[deal_id], key=lambda step: step["created_date"])
        assert steps[0]["created_date"] == deal["created_date"]
        assert [steps[-1][name] for name in ("stage_name", "amount", "close_date")] == [
            deal[name] for name in ("stage_name", "amount", "close_date")
        ]


def test_only_close_dates_lie_in_the_future() -> None:
    as_of = truth()["as_of"]
    late = Counter(
        f"{path.relative_to(LANDING).as_posix()} {column}"
        for path in LANDING.rglob("*.csv")
        for row in table(path.relative_to(LANDING).with_suffix("").as_posix())
        for column, value in row.items()
        if value[:2] == "20" and value[4:5] == "-" and value[:10] > as_of
    )
    assert set(late) == {
        "salesforce/opportunity.csv close_date",
        "salesforce/opportunity_history.csv close_date",
    }


def test_user_ids_of_the_website_are_hubspot_contacts() -> None:
    merged = truth()["people"]["hubspot_merged"]["gone"]
    contacts = {row["id"] for row in table("hubspot/contact")} | {merged}
    user_ids = {
        json.loads(line)["user_id"]
        for path in (LANDING / "ga4" / "events").iterdir()
        for line in gzip.decompress(path.read_bytes()).splitlines()
    }
    assert merged in user_ids
    assert user_ids - {None} <= contacts


def test_planted_rows_are_where_the_truth_says() -> None:
    for planted in truth()["quarantined"]:
        with (LANDING / planted["file"]).open(encoding="utf-8", newline="") as file:
            row = list(csv.DictReader(file))[planted["row"] - 1]
        assert planted["key"] in row.values()
        assert row[planted["column"]] == planted["value"]
