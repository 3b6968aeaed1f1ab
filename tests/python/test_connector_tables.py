"""Tables exactly as a connector lands them go all the way to the published database.

What they should come to is counted here with the standard library alone, so that an error in the
project's SQL cannot hide in its own test.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "connector_tables"
AS_OF = "2026-06-30"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the connector tables are not on this machine"),
]

Row = dict[str, str]
Day = tuple[str, str]
ReadOnly = duckdb.DuckDBPyConnection


def tables(system: str, prefix: str = "") -> dict[str, Path]:
    """The files of one system by the name of the table they hold."""
    files = sorted((DATA / system).glob("*_data.csv"))
    return {file.stem.removeprefix(prefix).removesuffix("_data"): file for file in files}


def rows(file: Path) -> list[Row]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


GOOGLE_ADS = tables("google_ads", "google_ads_")
HUBSPOT = tables("hubspot")
# The history tables belong to Fivetran's history mode: versions of an object, not Salesforce's
# own history objects, whose names some of them share.
SALESFORCE = {
    name: file
    for name, file in tables("salesforce", "sf_").items()
    if not name.endswith("_history")
}


@pytest.fixture(scope="module")
def database(build: Callable[..., Path]) -> Iterator[ReadOnly]:
    """All three systems of one company, built and published once."""
    landing = {
        f"{system}/{name}.csv": file
        for system, files in (
            ("google_ads", GOOGLE_ADS),
            ("hubspot", HUBSPOT),
            ("salesforce", SALESFORCE),
        )
        for name, file in files.items()
    }
    with duckdb.connect(
        str(build(landing, as_of=AS_OF, reads=__file__)), read_only=True
    ) as connection:
        yield connection


def landed(database: ReadOnly, system: str) -> dict[str, tuple[int, int, int]]:
    """Rows that came in, were set aside and were replaced, by table; empty tables left out."""
    return {
        name: (rows_in, quarantined, duplicate)
        for name, rows_in, quarantined, duplicate in database.execute(
            "select table_name, rows_in, rows_quarantined, rows_duplicate"
            " from ops.reconciliation where source_system = ? and rows_in > 0",
            [system],
        ).fetchall()
    }


def topmost_rows(reports: dict[str, list[Row]]) -> dict[Day, list[Row]]:
    """The report rows of each account and day that no other reported row includes.

    Walks from the account down: what is reported for an object counts, else what is reported
    for its parts.
    """
    by_object: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for level, report in reports.items():
        for row in report:
            day = (row["customer_id"], row["date"])
            campaign = row["campaign_id"] if level in ("ad_group", "ad") else row.get("id", "")
            ad_group = row["id"] if level == "ad_group" else resource_id(row.get("ad_group", ""))
            path = {
                "account": day,
                "campaign": (*day, campaign),
                "ad_group": (*day, campaign, ad_group),
                "ad": (*day, campaign, ad_group, row.get("ad_id", "")),
            }[level]
            by_object[path].append(row)
    topmost: dict[Day, list[Row]] = defaultdict(list)
    for path, object_rows in by_object.items():
        if not any(path[:length] in by_object for length in range(2, len(path))):
            topmost[path[0], path[1]] += object_rows
    return topmost


def resource_id(name: str) -> str:
    """100031227574 out of customers/2121450128/adGroups/100031227574"""
    return name.rpartition("/")[2]


def test_every_google_ads_table_of_the_contract_lands_whole(database: ReadOnly) -> None:
    contract = {
        "account_history",
        "campaign_history",
        "account_stats",
        "campaign_stats",
        "ad_group_stats",
        "ad_stats",
    }
    found = landed(database, "google_ads")

    assert found.keys() == contract
    for name, (rows_in, quarantined, _) in found.items():
        assert (rows_in, quarantined) == (len(rows(GOOGLE_ADS[name])), 0), name


def test_spend_impressions_and_clicks_per_day_are_those_of_the_reports(
    database: ReadOnly,
) -> None:
    reports = {
        level: rows(GOOGLE_ADS[f"{level}_stats"])
        for level in ("account", "campaign", "ad_group", "ad")
    }
    expected = {
        (f"google_ads:{account}", date.fromisoformat(day)): (
            sum((Decimal(row["cost_micros"]) for row in topmost), Decimal()).scaleb(-6),
            sum(int(row["impressions"]) for row in topmost),
            sum(int(row["clicks"]) for row in topmost),
        )
        for (account, day), topmost in topmost_rows(reports).items()
    }

    found = {
        (account, day): tuple(measures)
        for account, day, *measures in database.execute(
            "select ad_account_key, performance_date, sum(spend), sum(impressions), sum(clicks)"
            " from core.fct_ad_performance where source_system = 'google_ads' group by all"
        ).fetchall()
    }

    assert len(expected) > 40
    assert found == expected


def test_google_ads_campaigns_have_channel_currency_and_exchange_rate(
    database: ReadOnly,
) -> None:
    found = database.execute(
        "select channel, currency_code, spend = reporting_spend"
        " from core.fct_ad_performance where campaign_key = 'google_ads:9935249409' group by all"
    ).fetchall()

    assert found == [("Paid Search", "USD", True)]


# What HubSpot's export has beyond what is read: service tickets, causes of failed e-mails, the
# dictionary of properties.
NOT_READ = {
    *("company_property_history", "engagement_note", "property", "property_option", "team_user"),
    *(name for name in HUBSPOT if name.startswith(("ticket", "email_event_"))),
} - {"email_event_click", "email_event_open", "email_event_status_change"}

# Seconds that somebody took for milliseconds: meetings of January 1970.
BEFORE_ITS_TIME = {
    row["engagement_id"]
    for row in (rows(HUBSPOT["engagement_meeting"]) if HUBSPOT else [])
    if row["start_time"] < "1990"
}


def test_every_hubspot_table_of_the_contract_lands_whole(database: ReadOnly) -> None:
    found = landed(database, "hubspot")

    assert found.keys() == HUBSPOT.keys() - NOT_READ
    for name, counts in found.items():
        impossible = len(BEFORE_ITS_TIME) if name == "engagement_meeting" else 0
        assert counts == (len(rows(HUBSPOT[name])), impossible, 0), name


def keys(database: ReadOnly, table: str, key: str) -> set[str]:
    """The ids that a published table has of HubSpot, as HubSpot writes them."""
    found = database.execute(
        f"select {key} from core.{table} where source_system = 'hubspot'"
    ).fetchall()
    assert len(found) == len(set(found))
    return {value.removeprefix("hubspot:") for (value,) in found}


def test_hubspot_deals_companies_and_owners_reach_core(database: ReadOnly) -> None:
    merged = {row["merged_deal_id"] for row in rows(HUBSPOT["merged_deal"])}
    deals = {row["deal_id"] for row in rows(HUBSPOT["deal"]) if row["is_deleted"] == "false"}
    companies = {row["id"] for row in rows(HUBSPOT["company"]) if row["is_deleted"] == "false"}
    owners = {row["owner_id"] for row in rows(HUBSPOT["owner"])}

    assert keys(database, "fct_opportunities", "opportunity_key") == deals - merged
    assert keys(database, "dim_accounts", "account_key") == companies
    assert keys(database, "dim_sales_reps", "owner_key") == owners


def test_hubspot_owners_have_their_team_or_that_of_their_user(database: ReadOnly) -> None:
    names = {row["id"]: row["name"] for row in rows(HUBSPOT["team"])}
    of_users = {row["id"]: row["primary_team_id"] for row in rows(HUBSPOT["users"])}
    of_owners = {
        row["owner_id"]: row["team_id"]
        for row in rows(HUBSPOT["owner_team"])
        if row["is_team_primary"] == "true"
    }
    expected = {
        row["owner_id"]: names[team]
        for row in rows(HUBSPOT["owner"])
        if (team := of_owners.get(row["owner_id"]) or of_users.get(row["active_user_id"], ""))
    }

    found = dict(
        database.execute(
            "select split_part(owner_key, ':', 2), team_name from core.dim_sales_reps"
            " where source_system = 'hubspot' and team_name != '(not set)'"
        ).fetchall()
    )

    assert len(expected) == 4
    assert found == expected


def test_hubspot_activities_are_its_engagements_without_notes(database: ReadOnly) -> None:
    kinds = ("call", "communication", "email", "meeting", "task")
    expected = {
        row["engagement_id"] for kind in kinds for row in rows(HUBSPOT[f"engagement_{kind}"])
    }
    expected |= {row["id"] for row in rows(HUBSPOT["engagement"]) if row["type"] != "NOTE"}

    assert len(BEFORE_ITS_TIME) == 7
    assert keys(database, "fct_activities", "activity_key") == expected - BEFORE_ITS_TIME


def test_hubspot_lists_that_were_filled_by_hand_are_campaigns(database: ReadOnly) -> None:
    by_hand = {
        f"list-{row['id']}"
        for row in rows(HUBSPOT["contact_list"])
        if row["processing_type"] == "MANUAL" and row["_fivetran_deleted"] == "false"
    }

    campaigns = database.execute(
        "select campaign_key, campaign_name != '' from core.dim_campaigns"
        " where source_system = 'hubspot' and campaign_kind = 'crm'"
    ).fetchall()

    assert {key.removeprefix("hubspot:") for key, _ in campaigns} == by_hand
    assert all(named for _, named in campaigns)
    # nobody says that whoever was written down on one of them answered
    assert one(
        database,
        "select count(*) from core.fct_touchpoints where touchpoint_key like 'response:h%'",
    ) == (0,)


def test_hubspot_contacts_that_were_merged_are_one_person(database: ReadOnly) -> None:
    merged = [
        (row["id"], other)
        for row in rows(HUBSPOT["contact"])
        for other in filter(None, row["property_hs_merged_object_ids"].split(";"))
    ]
    people = dict(
        database.execute(
            "select split_part(identifier, ':', 3), person_key from core.bridge_person_identifiers"
            " where identifier like 'contact:hubspot:%'"
        ).fetchall()
    )

    assert len(merged) == 3
    assert {people[kept] for kept, _ in merged} == {people[gone] for _, gone in merged}


def test_email_events_per_type_are_those_of_the_table(database: ReadOnly) -> None:
    ours = {"OPEN": "open", "SENT": "sent", "DELIVERED": "delivered", "PROCESSED": "other"}
    events = rows(HUBSPOT["email_event"])

    found = dict(
        database.execute(
            "select event_type, count(*) from core.fct_email_events"
            " where source_system = 'hubspot' group by all"
        ).fetchall()
    )

    assert found == Counter(ours[event["type"]] for event in events)


def test_each_recipient_is_one_person_and_no_address_is_published(database: ReadOnly) -> None:
    recipients = {event["recipient"].strip().lower() for event in rows(HUBSPOT["email_event"])}

    people, nameless = one(
        database,
        "select count(distinct person_key), count(*) filter (where person_key is null)"
        " from core.fct_email_events",
    )
    text = " ".join(map(str, database.execute("from core.fct_email_events").fetchall())).lower()

    assert (people, nameless) == (len(recipients), 0)
    assert not [recipient for recipient in recipients if recipient in text]


def test_salesforce_tables_land_and_reach_core(database: ReadOnly) -> None:
    in_contract = SALESFORCE.keys() - {"order"}
    found = landed(database, "salesforce")
    open_or_closed = {
        row["id"] for row in rows(SALESFORCE["opportunity"]) if row["is_deleted"] != "true"
    }

    assert found.keys() == in_contract
    for name, (rows_in, _, _) in found.items():
        assert rows_in == len(rows(SALESFORCE[name])), name
    assert one(
        database, "select count(*) from core.fct_opportunities where source_system = 'salesforce'"
    ) == (len(open_or_closed),)
    for table in ("dim_accounts", "dim_sales_reps", "fct_activities"):
        assert one(
            database, f"select count(*) > 0 from core.{table} where source_system = 'salesforce'"
        ) == (True,), table


def test_spend_is_split_by_level_without_being_counted_twice(
    build: Callable[..., Path],
) -> None:
    """The real reports share no day, so this adds a day on which all four levels overlap."""
    day = "2026-05-01"
    landing = {
        "google_ads/account_stats.csv": report(
            "customer_id,date,cost_micros,impressions,clicks",
            f"1,{day},70000000,700,70",
            f"1,{day},30000001,300,30",
        ),
        "google_ads/campaign_stats.csv": report(
            "customer_id,date,id,cost_micros,impressions,clicks",
            f"1,{day},10,60000000,600,60",
            f"1,{day},11,5000000,50,5",
        ),
        "google_ads/ad_group_stats.csv": report(
            "customer_id,date,id,campaign_id,cost_micros,impressions,clicks",
            f"1,{day},100,10,40000000,400,40",
        ),
        "google_ads/ad_stats.csv": report(
            "customer_id,date,ad_id,ad_group,campaign_id,cost_micros,impressions,clicks",
            f"1,{day},1000,customers/1/adGroups/100,10,40000000,400,40",
            f"1,{day},1001,customers/1/adGroups/101,10,1,0,0",
        ),
    }

    with duckdb.connect(
        str(build(landing, as_of=AS_OF, reads=__file__)), read_only=True
    ) as connection:
        found = connection.execute(
            "select report_level, is_remainder, spend from core.fct_ad_performance order by all"
        ).fetchall()

    assert found == [
        ("account", True, Decimal("35.000001")),
        ("ad", False, Decimal("0.000001")),
        ("ad", False, Decimal("40.000000")),
        ("campaign", False, Decimal("5.000000")),
        ("campaign", True, Decimal("19.999999")),
    ]


def report(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def one(connection: ReadOnly, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row
