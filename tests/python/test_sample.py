"""The sample company: the same arguments give the same bytes, and nights add up to a month."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from scripts.home import Failed, Home, Misused
from scripts.land import land
from scripts.sample.command import sample
from scripts.sample.company import Order, export, make, making

YEAR = (date(2025, 7, 1), date(2026, 6, 30))
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def order(out: Path, first: date = YEAR[0], last: date = YEAR[1]) -> Order:
    return Order(out=out, scale=0.05, seed=1, first=first, last=last)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample") / "company"
    make(order(out))
    return out


def test_the_same_arguments_give_the_same_bytes_whatever_the_threads(
    company: Path, tmp_path: Path
) -> None:
    make(replace(order(tmp_path / "again"), threads=1))
    assert digests(tmp_path / "again") == digests(company)


def test_another_seed_gives_another_company(company: Path, tmp_path: Path) -> None:
    make(replace(order(tmp_path / "other"), seed=2))
    other, one = digests(tmp_path / "other"), digests(company)
    assert other["truth/monthly.csv"] != one["truth/monthly.csv"]


def test_nothing_but_the_company_is_left_behind(company: Path) -> None:
    assert {path.name for path in company.iterdir()} == {"landing", "truth"}


def test_every_kind_of_dirt_is_counted_and_can_be_left_out(company: Path, tmp_path: Path) -> None:
    assert len(rows(company / "truth" / "dirt.csv")) >= 20
    make(replace(order(tmp_path / "clean"), dirt=False))
    clean = {
        row["dirt"]: int(row["rows_or_records"])
        for row in rows(tmp_path / "clean" / "truth" / "dirt.csv")
    }
    # Not dirt but life: these stay.
    life = {
        "leads converted to contacts",
        "visits without consent",
        "times with an offset",
        "contacts with a name beyond ASCII",
    }
    assert {kind for kind, count in clean.items() if count} <= life


def test_dirt_does_not_change_what_is_true(company: Path, tmp_path: Path) -> None:
    """Refunds are the exception: they are money."""
    make(replace(order(tmp_path / "clean"), dirt=False))
    for dirty, clean in zip(
        rows(company / "truth" / "monthly.csv"),
        rows(tmp_path / "clean" / "truth" / "monthly.csv"),
        strict=True,
    ):
        assert (dirty["month"], dirty["leads"], dirty["mqls"]) == (
            clean["month"],
            clean["leads"],
            clean["mqls"],
        )


def test_a_channel_without_an_effect_loses_nothing(company: Path) -> None:
    effects = {row["channel"]: row for row in rows(company / "truth" / "causal_effects.csv")}
    assert float(effects["Direct"]["revenue_lost"]) == 0
    assert sum(float(row["revenue_lost"]) for row in effects.values()) > 0


def test_each_website_has_its_own_tool_and_nobody_is_tracked_by_both(company: Path) -> None:
    landing = company / "landing"
    told = {
        "ga4": f"""
            select
                user_pseudo_id, user_id, device.web_info.hostname, event_name = 'form_submit',
                make_timestamp(event_timestamp), filename,
                list_contains(event_params.list_transform(lambda p: p.key), 'traffic_type')
            from read_json('{landing}/ga4/events/*', filename = true, sample_size = -1)
            """,
        "snowplow": f"""
            select
                domain_userid, user_id, page_urlhost, event_name = 'submit_form',
                derived_tstamp, filename, user_ipaddress = '192.0.2.10'
            from read_csv('{landing}/snowplow/events/*', filename = true, sample_size = -1)
            """,
    }
    database = duckdb.connect()
    for tool, events in told.items():
        database.execute(
            f"create table {tool} as from ({events})"
            " as t (visitor, user_id, host, is_form, seen_at, file, is_internal)"
        )
    told_of = {
        tool: database.execute(
            f"""
            select
                list(distinct host), bool_or(is_form), bool_or(is_internal),
                bool_or(visitor is null), bool_or(not contains(file, strftime(seen_at, '%Y-%m')))
            from {tool}
            """
        ).fetchone()
        for tool in told
    }
    assert told_of == {
        "ga4": (["www.harborlight.example"], True, True, True, True),
        "snowplow": (["us.harborlight.example"], True, True, True, True),
    }
    for same in ("user_id", "visitor"):
        shared = f"select {same} from ga4 intersect select {same} from snowplow"
        assert database.execute(shared).fetchall() in ([], [(None,)])


def test_a_longer_world_begins_with_the_shorter(company: Path, tmp_path: Path) -> None:
    make(order(tmp_path / "shorter", last=date(2026, 3, 31)))
    longer = {row["id"]: row for row in rows(company / "landing" / "salesforce" / "lead.csv")}
    for row in rows(tmp_path / "shorter" / "landing" / "salesforce" / "lead.csv"):
        assert longer[row["id"]]["created_date"] == row["created_date"]


@pytest.mark.parametrize("crm", ["salesforce", "zoho_crm"])
def test_the_nights_of_a_month_land_the_same_rows_as_the_month(tmp_path: Path, crm: str) -> None:
    whole = replace(order(tmp_path / "whole", *JUNE), crms=(crm,))
    make(whole)
    nightly = replace(whole, out=tmp_path / "nights")
    with making(nightly) as connection:
        for days in range((JUNE[1] - JUNE[0]).days + 1):
            export(connection, replace(nightly, night=JUNE[0] + timedelta(days=days)))
    assert not (tmp_path / "nights" / "truth").exists()

    database = duckdb.connect()
    for name in ("whole", "nights"):
        home = Home(tmp_path / f"home_{name}")
        home.root.mkdir()
        land(tmp_path / name / "landing", home.root, JUNE[1], progress=False)
        database.execute(f"attach '{home.raw_database}' as {name} (read_only)")
    tables = database.execute(
        "select schema_name, view_name from duckdb_views()"
        " where database_name = 'whole' and not internal"
    ).fetchall()
    contract = "columns(c -> c[1] != '_' or c = '_is_deleted')"
    landed = 0
    for schema, table in tables:
        name = f'{schema}."{table}"'
        one = database.execute(f"select {contract} from whole.{name} order by all").fetchall()
        many = database.execute(f"select {contract} from nights.{name} order by all").fetchall()
        assert many == one, name
        landed += len(one)
    assert landed > 500


def test_one_night_by_itself_holds_only_what_landed_in_it(tmp_path: Path) -> None:
    night = date(2026, 6, 10)
    whole, alone = tmp_path / "whole", tmp_path / "alone"
    make(replace(order(alone, *JUNE), night=night))
    nightly = order(whole, *JUNE)
    with making(nightly) as connection:
        export(connection, replace(nightly, night=night))
    assert digests(alone) == digests(whole)
    assert {path.name.split(".")[0] for path in alone.rglob("*") if path.is_file()} == {
        "2026-06-10"
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first": date(2026, 7, 1)}, "is after --to"),
        ({"night": date(2020, 1, 1)}, "is not between"),
        ({"scale": 0.0}, "must be above 0"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(Misused, match=said):
        make(replace(order(tmp_path / "out"), **changes))  # type: ignore[arg-type]


def test_a_folder_with_something_in_it_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("dear")
    with pytest.raises(Misused, match="is not empty"):
        make(order(tmp_path))


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", ("total", "used", "free"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1))
    with pytest.raises(Failed, match="bytes free"):
        make(order(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_the_command_says_how_much_it_wrote(tmp_path: Path) -> None:
    out = tmp_path / "company"
    said = CliRunner().invoke(
        sample,
        ["--out", str(out), "--scale", "0.02", "--from", "2026-05-01", "--to", "2026-06-30"],
        catch_exceptions=False,
    )
    assert said.exit_code == 0
    assert f"rows in {out}" in said.output
