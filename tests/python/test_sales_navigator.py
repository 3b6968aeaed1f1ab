"""LinkedIn Sales Navigator: what its exports come to in core.

What to expect is written by hand, or counted with the standard library from the same CSV files.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

ReadOnly = duckdb.DuckDBPyConnection
Row = dict[str, str]
LAST = date(2026, 6, 30)
WE = "linkedin_sales_navigator"


def table(text: str) -> str:
    """A CSV from a table that is indented to be read."""
    return "".join(f"{line.strip()}\n" for line in text.strip().splitlines())


LANDING = {
    f"{WE}/activity.csv": table("""
        activityId,activityType,createdAt,seatId,memberIdentityKey
        feb,INMAIL_SENT,02-03-2026 09:00:00,7,ADA
        mar,INMAIL_SENT,03-02-2026 09:00:00,7,ADA
        declined,INMAIL_SENT,03-04-2026 09:00:00,7,ADA
        stranger,INMAIL_SENT,03-05-2026 09:00:00,7,NOBODY
        lead,INMAIL_SENT,03-06-2026 09:00:00,8,LEA
        list,CONNECTION_MADE,03-07-2026 09:00:00,9,LIS
        looked,PROFILE_VIEWED,03-08-2026 09:00:00,7,ADA
        searched,SEARCH_PERFORMED,03-08-2026 09:00:00,7,
        day-first,INMAIL_SENT,13-02-2026 09:00:00,7,ADA
        """),
    f"{WE}/activity_outcome.csv": table("""
        activityId,activityType,createdAt,seatId
        mar,INMAIL_ACCEPTED,03-03-2026 10:00:00,7
        declined,INMAIL_DECLINED,03-05-2026 10:00:00,7
        stranger,INMAIL_ACCEPTED,03-06-2026 10:00:00,7
        lead,INMAIL_ACCEPTED,03-07-2026 10:00:00,8
        before-the-export,INMAIL_ACCEPTED,01-05-2026 10:00:00,7
        """),
    f"{WE}/seat.csv": table("""
        seatId,date,firstName,lastName,seatStatus,ssiScore,totalConnections
        7,02-03-2026,Ann,Adams,ACTIVE,61.25,500
        7,03-02-2026,Ann,Adams,ACTIVE,62.5,510
        8,03-02-2026,Bo,Berg,ACTIVE,44,300
        9,03-02-2026,Out,Sider,ACTIVE,30,100
        10,03-02-2026,New,Comer,INVITED,,
        """),
    f"{WE}/seat_holder.csv": table("""
        invited_email_address,seat_id,sales_license_current_status,crm_user_id
        Ann.Adams@us.example,7,active,
        bo@private.example,8,active,salesforce:005B
        out@agency.example,9,active,
        new@us.example,,inactive,
        """),
    f"{WE}/profile_association.csv": table("""
        partner,instanceId,recordId,member
        SFDC,org,003ADA,urn:li:person:ADA
        SFDC,org,00QLEA,urn:li:person:LEA
        """),
    "files/outreach_members.csv": table(f"""
        member_id,contact_id,lead_id,email,matched_by
        {WE}:LIS,,,lis@acme.example,by hand
        """),
    "salesforce/user.csv": table("""
        id,name,email
        005A,Ann Adams,ann.adams@us.example
        005B,Bo Berg,bo@us.example
        """),
    "salesforce/contact.csv": table("""
        id,account_id,email,created_date
        003ADA,001,ada@acme.example,2026-01-01 09:00:00
        003LIS,001,lis@acme.example,2026-01-01 09:00:00
        """),
    "salesforce/account.csv": table("""
        id,name,website
        001,Acme,acme.example
        """),
    "salesforce/lead.csv": table("""
        id,email,company,status,created_date
        00QLEA,lea@other.example,Other,Open,2026-03-01 09:00:00
        """),
    # Sales Navigator's log of an InMail has the day alone; the call of that day is a call.
    "salesforce/task.csv": table("""
        id,subject,type,status,is_closed,owner_id,who_id,activity_date,created_date
        00T1,InMail: Shift planning,InMail,Replied,true,005A,003ADA,2026-03-02,2026-03-02 09:01:00
        00T2,Call after LinkedIn,Call,Completed,true,005A,003ADA,2026-03-02,2026-03-02 09:02:00
        """),
}


@pytest.fixture(scope="module")
def database(build: Callable[..., Path]) -> Iterator[ReadOnly]:
    with duckdb.connect(
        str(build(LANDING, as_of=LAST, reads=__file__)), read_only=True
    ) as connection:
        yield connection


def by_key(database: ReadOnly, columns: str) -> dict[str, Any]:
    """Activities of Sales Navigator by their id there."""
    rows = database.execute(
        f"select split_part(activity_key, ':', 2), {columns} from core.fct_activities"
        " where source_system = ?",
        [WE],
    ).fetchall()
    return {row[0]: row[1] if len(row) == 2 else row[1:] for row in rows}


def touches(database: ReadOnly) -> set[str]:
    """Records that may earn credit."""
    return {
        key
        for (key,) in database.execute(
            "select touchpoint_key from core.fct_touchpoints"
            " where is_creditable and person_key is not null"
        ).fetchall()
    }


def test_the_month_comes_first(database: ReadOnly) -> None:
    when = by_key(database, "occurred_at")
    assert when["feb"] == datetime(2026, 2, 3, 9)
    assert when["mar"] == datetime(2026, 3, 2, 9)
    assert "day-first" not in when
    assert database.execute(
        "select rows_in, rows_loaded, rows_quarantined from ops.reconciliation"
        " where source_system = ? and table_name = 'activity'",
        [WE],
    ).fetchall() == [(9, 8, 1)]


def test_an_inmail_is_no_touch_until_somebody_accepts_it(database: ReadOnly) -> None:
    outcomes = by_key(database, "outcome")
    assert (outcomes["feb"], outcomes["mar"], outcomes["declined"]) == (
        "no answer",
        "accepted",
        "declined",
    )
    assert touches(database) == {
        f"activity:{WE}:mar",
        f"activity:{WE}:lead",
        f"activity:{WE}:list",
        "activity:salesforce:00T2",
    }


def test_looking_somebody_up_is_work_of_the_rep_and_no_touch(database: ReadOnly) -> None:
    found = by_key(database, "activity_type, touch_type")
    assert found["looked"] == found["searched"] == ("research", None)


def test_a_member_is_whom_the_crm_or_a_list_says(database: ReadOnly) -> None:
    people = by_key(database, "person_key")
    assert people["mar"] == "contact:salesforce:003ADA"
    assert people["lead"] == "lead:salesforce:00QLEA"
    assert people["list"] == "contact:salesforce:003LIS"
    assert database.execute(
        "select person_key, evidence from core.bridge_person_identifiers"
        " where identifier_kind = 'member' order by all"
    ).fetchall() == [
        (person, "matched in outreach tool")
        for person in (people["mar"], people["list"], people["lead"])
    ]


def test_an_unmatched_member_stays_without_person(database: ReadOnly) -> None:
    assert by_key(database, "person_key, outcome")["stranger"] == (None, "accepted")


def test_a_result_without_its_inmail_is_counted(database: ReadOnly) -> None:
    assert by_key(database, "source_type, outcome, owner_key, occurred_at")[
        "before-the-export"
    ] == ("INMAIL_ACCEPTED", "accepted", "salesforce:005A", datetime(2026, 1, 5, 10))


def test_a_seat_is_its_reps_by_address_or_as_a_file_says(database: ReadOnly) -> None:
    owners = by_key(database, "owner_key")
    assert owners["mar"] == "salesforce:005A"
    assert owners["lead"] == "salesforce:005B"
    assert owners["list"] is None


def test_a_seat_has_its_index_and_connections_by_day(database: ReadOnly) -> None:
    found = database.execute(
        "select split_part(seat_key, ':', 2), measured_date, owner_key, holder_name, seat_status,"
        " ssi_score, connections from core.fct_outreach_seats order by all"
    ).fetchall()
    february, march = date(2026, 2, 3), date(2026, 3, 2)
    assert found == [
        ("10", march, None, "New Comer", "invited", None, None),
        ("7", february, "salesforce:005A", "Ann Adams", "active", Decimal("61.25"), 500),
        ("7", march, "salesforce:005A", "Ann Adams", "active", Decimal("62.5"), 510),
        ("8", march, "salesforce:005B", "Bo Berg", "active", Decimal(44), 300),
        ("9", march, None, "Out Sider", "active", Decimal(30), 100),
    ]


def test_an_inmail_that_the_crm_logs_too_counts_once(database: ReadOnly) -> None:
    assert database.execute(
        "select activity_key, is_logged_copy, touch_type from core.fct_activities"
        " where source_system = 'salesforce' order by all"
    ).fetchall() == [("salesforce:00T1", True, None), ("salesforce:00T2", False, "call")]


@pytest.fixture(scope="module")
def landing(sample: Callable[..., Path]) -> Path:
    return sample("salesforce", scale=0.2) / "landing"


@pytest.fixture(scope="module")
def harborlight(landing: Path, build: Callable[..., Path]) -> Iterator[ReadOnly]:
    with duckdb.connect(
        str(build(landing, as_of=LAST, reads=__file__)), read_only=True
    ) as connection:
        yield connection


def rows(landing: Path, name: str) -> list[Row]:
    """The rows of an export, each once."""
    with (landing / name).open(newline="", encoding="utf-8") as lines:
        return [dict(row) for row in {tuple(row.items()): None for row in csv.DictReader(lines)}]


def reps(landing: Path) -> dict[str, str | None]:
    """Whose seat it is, in the CRM's words."""
    users = {
        row["email"].lower(): f"salesforce:{row['id']}"
        for row in rows(landing, "salesforce/user.csv")
    }
    return {
        row["seat_id"]: row["crm_user_id"] or users.get(row["invited_email_address"].lower())
        for row in rows(landing, f"{WE}/seat_holder.csv")
        if row["seat_id"]
    }


def test_inmails_sent_accepted_and_declined_per_rep_are_those_of_the_exports(
    landing: Path, harborlight: ReadOnly
) -> None:
    owner = reps(landing)
    results = {row["activityId"]: row for row in rows(landing, f"{WE}/activity_outcome.csv")}
    expected: Counter[tuple[str | None, str]] = Counter()
    for row in rows(landing, f"{WE}/activity.csv"):
        if row["activityType"] == "INMAIL_SENT":
            result = results.pop(row["activityId"], None)
            said = result["activityType"].removeprefix("INMAIL_").lower() if result else "no answer"
            expected[owner[row["seatId"]], said] += 1
    for row in results.values():
        expected[owner[row["seatId"]], row["activityType"].removeprefix("INMAIL_").lower()] += 1

    found = harborlight.execute(
        "select owner_key, outcome, count(*) from core.fct_activities"
        " where source_system = ? and source_type like 'INMAIL%' group by all",
        [WE],
    ).fetchall()
    assert {(rep, said): count for rep, said, count in found} == expected
    assert {said for _, said in expected} == {"accepted", "declined", "no answer"}
    assert sum(expected.values()) > 50


def test_every_week_of_every_seat_is_there_once(landing: Path, harborlight: ReadOnly) -> None:
    owner = reps(landing)
    expected = [
        (
            datetime.strptime(row["date"], "%m-%d-%Y").date(),
            row["seatId"],
            owner.get(row["seatId"]),
            Decimal(row["ssiScore"]) if row["ssiScore"] else None,
            int(row["totalConnections"]) if row["totalConnections"] else None,
        )
        for row in rows(landing, f"{WE}/seat.csv")
    ]
    found = harborlight.execute(
        "select measured_date, split_part(seat_key, ':', 2), owner_key, ssi_score, connections"
        " from core.fct_outreach_seats"
    ).fetchall()
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert {row[2] for row in expected} > {None}
    assert None in {row[3] for row in expected}
