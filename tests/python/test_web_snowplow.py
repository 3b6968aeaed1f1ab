"""Snowplow events: an export that nobody here wrote, and the traps of others.

The expected numbers come from the raw lines through csv alone; none of the project's SQL, rules
or seeds is involved.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from scripts.land import LandingRefused, land

Build = Callable[..., Path]
Event = dict[str, str]
Database = duckdb.DuckDBPyConnection
# What a visit that anyone would name alike is called, by its source and medium.
OBVIOUS = {
    ("", ""): "Direct",
    ("(direct)", "(none)"): "Direct",
    ("google", "organic"): "Organic Search",
    ("google", "cpc"): "Paid Search",
    ("youtube.com", "referral"): "Organic Video",
    ("quora.com", "referral"): "Organic Social",
    ("support.google.com", "referral"): "Referral",
    ("analytics.google.com", "referral"): "Referral",
    ("Partners", "affiliate"): "Affiliates",
}


@pytest.fixture(scope="module")
def export(shared_data: Path) -> Path:
    return shared_data / "web_snowplow" / "snowplow_fractribution_events.csv"


@pytest.fixture(scope="module")
def events(export: Path) -> list[Event]:
    with export.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def warehouse(export: Path, build: Build) -> Iterator[Database]:
    database = build({"snowplow/events.csv": export}, as_of="2022-08-31", reads=__file__)
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def key_of(event: Event) -> str:
    return f"snowplow:{event['domain_userid']}:{event['domain_sessionid']}"


def test_every_event_of_the_real_export_is_accepted(
    warehouse: Database, events: list[Event]
) -> None:
    loads = warehouse.execute(
        "select rows_in, rows_loaded, rows_quarantined, rows_duplicate from ops.reconciliation"
        " where source_system = 'snowplow'"
    ).fetchall()
    assert loads == [(98, 98, 0, 0)]
    assert len({event["event_id"] for event in events}) == 98


def test_every_session_is_there_with_its_visitor_and_time(
    warehouse: Database, events: list[Event]
) -> None:
    expected = {
        key_of(event): (
            f"snowplow:{event['domain_userid']}",
            1,
            int(event["event_name"] == "page_view" and not event["tr_total"]),
            datetime.fromisoformat(event["derived_tstamp"].rstrip("Z")),
            event["page_urlhost"],
        )
        for event in events
    }
    rows = warehouse.execute(
        "select session_key, visitor_key, events, page_views, started_at, hostname"
        " from core.fct_sessions"
    ).fetchall()
    assert {row[0]: row[1:] for row in rows} == expected
    assert len(rows) == 98
    assert len({row[1] for row in rows}) == 67


def test_each_session_has_the_channel_anyone_would_name(
    warehouse: Database, events: list[Event]
) -> None:
    rows = warehouse.execute("select session_key, channel from core.fct_sessions").fetchall()
    assert dict(rows) == {
        key_of(event): OBVIOUS[event["mkt_source"], event["mkt_medium"]] for event in events
    }


def test_campaign_tags_are_those_of_the_events(warehouse: Database, events: list[Event]) -> None:
    rows = warehouse.execute(
        "select session_key, source, medium, campaign from core.fct_sessions"
    ).fetchall()
    tags = ("mkt_source", "mkt_medium", "mkt_campaign")
    assert {row[0]: row[1:] for row in rows} == {
        key_of(event): tuple(event[tag] or "(not set)" for tag in tags) for event in events
    }


def test_revenue_is_that_of_the_orders(warehouse: Database, events: list[Event]) -> None:
    orders = [Decimal(event["tr_total"]) for event in events if event["tr_total"]]
    totals = warehouse.execute(
        "select sum(purchases), sum(purchase_revenue) from core.fct_sessions"
    ).fetchone()
    assert totals == (len(orders), sum(orders)) == (6, Decimal("500.92"))


SITE = "https://x.example"
COLUMNS = [
    *("event_id", "collector_tstamp", "derived_tstamp", "dvce_created_tstamp", "event"),
    *("event_name", "domain_userid", "domain_sessionid", "domain_sessionidx", "network_userid"),
    *("page_url", "page_referrer", "refr_medium", "mkt_source", "mkt_medium", "useragent"),
    "refr_domain_userid",
    *("geo_country", "unstruct_event_com_snowplowanalytics_snowplow_submit_form_1"),
    "contexts_com_iab_snowplow_spiders_and_robots_1",
]


def event(number: object, visitor: str, session: str, at: str, **others: str) -> Event:
    """A page view, unless others say more."""
    return {
        **dict.fromkeys(COLUMNS, ""),
        "event_id": f"e{number}",
        "domain_userid": visitor,
        "domain_sessionid": session,
        "collector_tstamp": at,
        "derived_tstamp": at,
        "event": "page_view",
        "event_name": "page_view",
        "page_url": f"{SITE}/",
        **others,
    }


FORM = {
    "event": "unstruct",
    "event_name": "submit_form",
    "unstruct_event_com_snowplowanalytics_snowplow_submit_form_1": json.dumps(
        {
            "formId": "demo, now",
            "elements": [
                {"name": "note", "value": 'says "hello", twice', "nodeName": "TEXTAREA"},
                {"name": "email", "value": "ada@customer.example", "nodeName": "INPUT"},
            ],
        }
    ),
}
ROBOT = {
    "contexts_com_iab_snowplow_spiders_and_robots_1": json.dumps(
        [{"spiderOrRobot": True, "category": "SPIDER_OR_ROBOT", "reason": "FAILED_UA_INCLUDE"}]
    )
}
PING = {"event": "page_ping", "event_name": "page_ping"}
NOBODY = {"network_userid": "00000000-0000-0000-0000-000000000000"}
AT_SHOP = {"page_url": "https://shop.other.example/", "page_referrer": f"{SITE}/"}
FROM_ENTRY = {**AT_SHOP, "refr_medium": "internal", "refr_domain_userid": "entry"}
TRAPS = [
    # sent twice, and later again under the same id
    event(1, "twice", "t1", "2026-03-01 10:00:00"),
    event(1, "twice", "t1", "2026-03-01 10:00:00"),
    event(1, "twice", "t1", "2026-03-01 10:00:00", collector_tstamp="2026-03-02 11:00:00"),
    # out of order in the file, and across midnight
    event(3, "late", "l1", "2026-03-02 00:20:00"),
    event(2, "late", "l1", "2026-03-01 23:50:00", mkt_source="bing", mkt_medium="cpc"),
    event(4, "late", "l1", "2026-03-02 00:20:10", **PING),
    event(5, "late", "l1", "2026-03-02 00:20:20", **PING),
    # the counter of sessions begins anew, the id does not
    event(6, "again", "a1", "2026-03-01 10:00:00", domain_sessionidx="1"),
    event(7, "again", "a2", "2026-03-20 10:00:00", domain_sessionidx="1"),
    # and without an id sessions are cut by the clock
    event(8, "older", "", "2026-03-01 10:00:00", domain_sessionidx="1"),
    event(9, "older", "", "2026-03-01 10:30:00", domain_sessionidx="1"),
    event(10, "older", "", "2026-03-01 11:30:00", domain_sessionidx="1"),
    # a device that lives in the future, its clock set right before sending or not
    event(11, "ahead", "h1", "2026-03-01 10:00:00", dvce_created_tstamp="2031-01-01 00:00:00"),
    event(12, "ahead", "h1", "2031-01-01 00:00:00", collector_tstamp="2026-03-01 10:00:30"),
    # nobody's cookie is shared by everybody
    event(13, "", "", "2026-03-01 10:00:00", **NOBODY),
    event(14, "", "", "2026-03-01 12:00:00", **NOBODY),
    event(15, "", "", "2026-03-01 10:00:00", network_userid="collector-cookie"),
    event(16, "form", "f1", "2026-03-01 10:00:00", **FORM),
    event(17, "robot", "r1", "2026-03-01 10:00:00", useragent="Mozilla/5.0 (X11)", **ROBOT),
    event(18, "dev", "d1", "2026-03-01 10:00:00", page_url="http://localhost:3000/"),
    # sister sites refer nobody
    event(
        19,
        "sister",
        "s1",
        "2026-03-01 10:00:00",
        refr_medium="internal",
        page_referrer="https://y.example/",
    ),
    event(
        20,
        "found",
        "g1",
        "2026-03-01 10:00:00",
        refr_medium="search",
        page_referrer="https://www.google.com/",
    ),
    # over midnight to the shop, where the browser has another cookie, and back
    event(21, "entry", "e1", "2026-03-01 23:50:00", mkt_source="bing", mkt_medium="cpc"),
    event(22, "shop", "p1", "2026-03-02 00:05:00", **FROM_ENTRY),
    event(23, "shop", "p1", "2026-03-02 00:06:00", **{**FORM, **AT_SHOP}),
    event(24, "entry", "e1", "2026-03-02 00:10:00", refr_domain_userid="shop"),
    # the address of the shop, sent to somebody else or opened the day after
    event(25, "friend", "f2", "2026-03-02 00:12:00", **{**FROM_ENTRY, "useragent": "Lynx"}),
    event(26, "shop", "p2", "2026-03-03 00:05:00", **FROM_ENTRY),
]


def written(rows: list[Event], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture(scope="module")
def trapped(build: Build) -> Iterator[Database]:
    database = build(
        {"snowplow/events/2026-03.csv": written(TRAPS)}, as_of="2026-06-30", reads=__file__
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def sessions(database: Database, visitor: str, columns: str) -> list[tuple[object, ...]]:
    return database.execute(
        f"select {columns} from core.fct_sessions where visitor_key = ? order by started_at",
        [f"snowplow:{visitor}"],
    ).fetchall()


def test_an_event_that_comes_again_counts_once(trapped: Database) -> None:
    assert sessions(trapped, "twice", "session_key, events, page_views") == [
        ("snowplow:twice:t1", 1, 1)
    ]
    assert trapped.execute(
        "select rows_in, rows_loaded, rows_quarantined, rows_duplicate from ops.reconciliation"
        " where source_system = 'snowplow'"
    ).fetchall() == [(len(TRAPS), len(TRAPS) - 2, 0, 2)]


def test_a_session_stays_whole_over_midnight_whatever_the_order_of_its_events(
    trapped: Database,
) -> None:
    columns = "cast(session_date as varchar), events, page_views, engagement_seconds, channel"
    assert sessions(trapped, "late", columns) == [("2026-03-01", 4, 2, Decimal(20), "Paid Search")]


def test_a_session_counter_that_begins_anew_joins_no_sessions(trapped: Database) -> None:
    assert sessions(trapped, "again", "session_key, is_new_visitor") == [
        ("snowplow:again:a1", True),
        ("snowplow:again:a2", False),
    ]
    assert sessions(trapped, "older", "page_views") == [(2,), (1,)]


def test_a_device_whose_clock_is_ahead_lives_in_our_time(trapped: Database) -> None:
    columns = "cast(started_at as varchar), cast(ended_at as varchar)"
    assert sessions(trapped, "ahead", columns) == [("2026-03-01 10:00:00", "2026-03-01 10:00:30")]


def test_visitors_without_consent_are_pooled_and_never_welded_together(trapped: Database) -> None:
    rows = trapped.execute(
        "select has_consent, page_views, visitor_key from core.fct_sessions"
        " where visitor_key is null or visitor_key = 'snowplow:collector-cookie'"
        " order by has_consent"
    ).fetchall()
    assert rows == [(False, 2, None), (True, 1, "snowplow:collector-cookie")]


def test_the_address_in_a_form_names_the_visitor(trapped: Database) -> None:
    rows = trapped.execute(
        "select distinct visitors.person_key = mails.person_key from core.bridge_person_identifiers"
        " as visitors, core.bridge_person_identifiers as mails"
        " where visitors.identifier = 'visitor:snowplow:form' and mails.identifier like 'email:%'"
    ).fetchall()
    assert rows == [(True,)]
    assert sessions(trapped, "form", "is_engaged") == [(True,)]


def test_a_robot_that_looks_like_a_browser_is_marked(trapped: Database) -> None:
    assert sessions(trapped, "robot", "is_bot, bot_reason") == [(True, "robot")]
    assert sessions(trapped, "late", "is_bot") == [(False,)]


def test_a_visit_over_two_sites_is_one_with_the_channel_and_the_day_of_its_entry(
    trapped: Database,
) -> None:
    columns = "cast(session_date as varchar), events, channel, hostname, person_key is not null"
    assert sessions(trapped, "entry", columns) == [
        ("2026-03-01", 4, "Paid Search", "x.example", True)
    ]
    assert sessions(trapped, "friend", "events, channel") == [(1, "Direct")]
    assert sessions(trapped, "shop", "session_key, channel") == [("snowplow:shop:p2", "Direct")]


def test_our_own_hosts_are_no_visits_and_our_other_sites_no_referrers(trapped: Database) -> None:
    assert sessions(trapped, "dev", "is_counted, exclusion_reason") == [(False, "internal: host")]
    assert sessions(trapped, "sister", "channel") == [("Direct",)]
    assert sessions(trapped, "found", "channel") == [("Organic Search",)]


@pytest.mark.parametrize("form", ["tsv", "unquoted tsv", "ndjson", "parquet"])
def test_every_form_of_the_export_lands_the_same_rows(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "landing" / "snowplow"
    folder.mkdir(parents=True)
    name = form.split()[-1]
    nested = [column for column in COLUMNS if column.startswith(("unstruct", "contexts"))]
    objects = [
        {
            column: json.loads(value) if column in nested else value
            for column, value in row.items()
            if value
        }
        for row in TRAPS
    ]
    if form == "tsv":
        (folder / "events.tsv").write_text(written(TRAPS, "\t"))
    elif form == "unquoted tsv":
        lines = ["\t".join(row[column] for column in COLUMNS) for row in TRAPS]
        (folder / "events.tsv").write_text("\n".join(["\t".join(COLUMNS), *lines, ""]))
    else:
        lines = [json.dumps(row) for row in objects]
        (tmp_path / "events.ndjson").write_text("\n".join([*lines, ""]))
        if form == "ndjson":
            (tmp_path / "events.ndjson").rename(folder / "events.ndjson")
        else:
            duckdb.sql(
                f"copy (from read_json('{tmp_path}/events.ndjson', sample_size = -1))"
                f" to '{folder}/events.parquet'"
            )
    one = tmp_path / "csv" / "snowplow"
    one.mkdir(parents=True)
    (one / "events.csv").write_text(written(TRAPS))
    found = []
    for landing, home in ((one.parent, tmp_path / "home"), (folder.parent, tmp_path / name)):
        report = land(landing, home, date(2026, 6, 30), progress=False)
        assert [table.rows_quarantined for table in report.tables] == [0]
        with duckdb.connect(str(home / "raw" / "raw.duckdb"), read_only=True) as raw:
            found.append(
                raw.execute(
                    "select * exclude (_file, _row) from snowplow.events order by event_id"
                ).fetchall()
            )
    assert found[0] == found[1]
    assert Counter(row is not None for row in found[0]) == {True: len(TRAPS) - 2}


@pytest.mark.parametrize("fault", ["last comma missing", "header with a comma too many"])
def test_lines_that_lack_their_last_comma_are_refused(tmp_path: Path, fault: str) -> None:
    """DuckDB on its own reads such a file as one column, without an error."""
    lines = written([event(n, "a", "s", "2026-03-01 10:00:00") for n in range(3)]).splitlines()
    if fault == "last comma missing":
        lines = [lines[0], *(line.removesuffix(",") for line in lines[1:])]
    else:
        lines[0] += ","
    folder = tmp_path / "landing" / "snowplow"
    folder.mkdir(parents=True)
    (folder / "events.csv").write_text("\n".join([*lines, ""]))
    with pytest.raises(LandingRefused, match=r"events\.csv: line 2: .* cut short"):
        land(tmp_path / "landing", tmp_path / "home", date(2026, 6, 30), progress=False)
