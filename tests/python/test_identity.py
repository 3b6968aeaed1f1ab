"""Who is who, where they work and what is nobody's: a small company, refreshed for real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

LANDING = {
    # Three records of Eve, merged one into the next; only the last is there.
    "salesforce/contact.csv": """id,account_id,email,created_date,is_deleted,master_record_id
003A,,,2025-01-01T00:00:00Z,true,003B
003B,,,2025-02-01T00:00:00Z,true,003C
003C,,eve@acme.example,2025-03-01T00:00:00Z,false,
""",
    "files/users.csv": "owner_id,full_name,email\nu-1,Sam Seller,Sam@us.example\n",
    "files/accounts.csv": """account_id,account_name,website,parent_account_id
old,Old,old.example,
new,New,new.example,group
group,Group,group.example,
acme,Acme,acme.example,
""",
    # Ada changed from old to new; the two of Acme share a mailbox; Sam wrote himself down.
    "files/contacts.csv": """contact_id,account_id,email,created_at
ada-1,old,ada@home.example,2025-01-01T00:00:00Z
ada-2,new,Ada@home.example,2026-01-01T00:00:00Z
bob,acme,info@acme.example,2025-01-01T00:00:00Z
cy,acme,info@acme.example,2025-01-01T00:00:00Z
sam,acme,sam@us.example,2025-01-01T00:00:00Z
""",
    "files/touchpoints.csv": """touchpoint_id,person_id,email,account_id,touch_type,touched_at
before,ada-1,,,partner_visit,2025-12-31T23:59:59Z
that-day,ada-1,,,partner_visit,2025-12-31
at,ada-1,,,partner_visit,2026-01-01T00:00:00Z
said,ada-1,,acme,partner_visit,2026-01-01T00:00:00Z
mailbox,,info@acme.example,,partner_visit,2026-01-01T00:00:00Z
sam,sam,,,partner_visit,2026-01-01T00:00:00Z
eve,salesforce:003A,,,partner_visit,2026-01-01T00:00:00Z
""",
    "files/campaigns.csv": "campaign_id,campaign_name,campaign_type\nc,Fair,Trade Show\n",
    "files/campaign_members.csv": (
        "campaign_member_id,campaign_id,contact_id,has_responded,responded_at\n"
        "m,c,ada-1,true,2025-12-31\n"
    ),
}


@pytest.fixture(scope="module")
def database(build: Callable[..., Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(build(LANDING, reads=__file__)), read_only=True) as connection:
        yield connection


def person(database: duckdb.DuckDBPyConnection, identifier: str) -> str:
    [(key,)] = database.execute(
        "select distinct person_key from core.bridge_person_identifiers where identifier = ?",
        [identifier],
    ).fetchall()
    return str(key)


def touch(database: duckdb.DuckDBPyConnection, key: str, columns: str) -> tuple[object, ...]:
    [row] = database.execute(
        f"select {columns} from core.fct_touchpoints where touchpoint_key like '%:files:' || ?",
        [key],
    ).fetchall()
    return tuple(row)


def test_records_merged_one_into_the_next_are_one_person(
    database: duckdb.DuckDBPyConnection,
) -> None:
    names = {person(database, f"contact:salesforce:{key}") for key in ("003A", "003B", "003C")}
    assert names == {"contact:salesforce:003A"}
    assert touch(database, "eve", "person_key") == ("contact:salesforce:003A",)


def test_the_mailbox_of_a_team_makes_its_readers_no_one_person(
    database: duckdb.DuckDBPyConnection,
) -> None:
    assert person(database, "contact:files:bob") != person(database, "contact:files:cy")
    assert database.execute(
        "select identifier, is_used, not_used_reason from core.bridge_person_identifiers"
        " where identifier_kind = 'contact' and not is_used and not_used_reason != '(alone)'"
        " order by all"
    ).fetchall() == [
        ("contact:files:bob", False, "shared mailbox"),
        ("contact:files:cy", False, "shared mailbox"),
        ("contact:files:sam", False, "internal address"),
    ]


def test_no_address_is_published(database: duckdb.DuckDBPyConnection) -> None:
    assert (
        database.execute(
            "select identifier from core.bridge_person_identifiers"
            " where identifier like '%@%' or other_identifier like '%@%' or person_key like '%@%'"
        ).fetchall()
        == []
    )


def test_a_colleague_is_no_prospect(database: duckdb.DuckDBPyConnection) -> None:
    assert touch(database, "sam", "is_creditable, not_creditable_reason") == (False, "colleague")
    assert database.execute(
        "select person_key from core.dim_people where is_internal order by 1"
    ).fetchall() == [("contact:files:sam",), (person_of_address(database),)]


def person_of_address(database: duckdb.DuckDBPyConnection) -> str:
    """Sam's address stands for itself: it connects nothing."""
    [(key,)] = database.execute(
        "select person_key from core.bridge_person_identifiers"
        " where other_identifier = 'contact:files:sam' and identifier_kind = 'email'"
    ).fetchall()
    return str(key)


def test_a_job_change_counts_from_the_very_moment(database: duckdb.DuckDBPyConnection) -> None:
    wanted = "account_key, account_matched_by"
    assert touch(database, "before", wanted) == ("files:old", "contact")
    assert touch(database, "at", wanted) == ("files:new", "contact")
    assert touch(database, "said", wanted) == ("files:acme", "record")
    assert database.execute(
        "select account_key, valid_from, valid_to, is_primary from core.bridge_person_accounts"
        " where person_key = 'contact:files:ada-1' order by all"
    ).fetchall() == [
        ("files:new", datetime(2026, 1, 1), None, True),
        ("files:old", datetime(2026, 1, 1), None, False),
        ("files:old", None, datetime(2026, 1, 1), True),
    ]


def test_a_day_without_time_is_its_end(database: duckdb.DuckDBPyConnection) -> None:
    end = datetime(2025, 12, 31, 23, 59, 59, 999999)
    assert touch(database, "that-day", "touched_at, account_key") == (end, "files:old")
    assert touch(database, "m", "touched_at, touch_type, account_key") == (
        end,
        "event_attendance",
        "files:old",
    )


def test_a_company_has_the_top_of_its_owners(database: duckdb.DuckDBPyConnection) -> None:
    assert database.execute(
        "select account_key, parent_account_key, ultimate_parent_key from core.dim_accounts"
        " where account_key in ('files:new', 'files:old') order by 1"
    ).fetchall() == [
        ("files:new", "files:group", "files:group"),
        ("files:old", None, "files:old"),
    ]
