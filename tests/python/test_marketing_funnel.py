"""The marketing funnel counts people, not their browsers, records and addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

LANDING = {
    "files/users.csv": "owner_id,full_name,email\nu-1,Sam Seller,sam@us.example\n",
    "files/accounts.csv": "account_id,account_name,website\nacme,Acme,acme.example\n",
    "files/contacts.csv": """contact_id,account_id,email,created_at
ada,acme,ada@acme.example,2026-03-01T00:00:00Z
bob,acme,bob@acme.example,2026-03-01T00:00:00Z
sam,acme,sam@us.example,2026-03-01T00:00:00Z
""",
    "files/leads.csv": """lead_id,email,created_at
l-1,Ada@acme.example,2026-02-01T00:00:00Z
""",
    # Ada has two browsers and came back with each; one of the visitor v-9 nobody knows.
    "files/web_events.csv": """visitor_id,email,event_name,occurred_at,page_url,is_engaged
v-1,,page_view,2026-01-10T10:00:00Z,https://us.example/,true
v-1,ada@acme.example,page_view,2026-01-20T10:00:00Z,https://us.example/,true
v-2,ada@acme.example,page_view,2026-02-10T10:00:00Z,https://us.example/,true
v-2,,page_view,2026-02-20T10:00:00Z,https://us.example/,true
v-9,,page_view,2026-02-10T10:00:00Z,https://us.example/,true
v-3,sam@us.example,page_view,2026-02-10T10:00:00Z,https://us.example/,true
""",
    "files/touchpoints.csv": """touchpoint_id,person_id,email,touch_type,touched_at
fair,ada,,event_attendance,2026-03-05T10:00:00Z
letter,bob,,direct_mail,2026-03-01T10:00:00Z
sam,sam,,event_attendance,2026-03-05T10:00:00Z
""",
    "files/goals.csv": """goal_id,goal_type,person_id,email,reached_at
t-1,trial_start,,ada@acme.example,2026-03-20T10:00:00Z
t-2,trial_start,ada,,2026-03-25T10:00:00Z
t-3,trial_start,bob,,2026-04-01T10:00:00Z
t-4,trial_start,sam,,2026-04-01T10:00:00Z
""",
}


@pytest.fixture(scope="module")
def database(build: Callable[..., Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(build(LANDING, reads=__file__)), read_only=True) as connection:
        yield connection


def test_a_person_counts_once_per_stage_however_many_identifiers_they_have(
    database: duckdb.DuckDBPyConnection,
) -> None:
    assert database.execute(
        "select person_key, is_named, stage, cast(reached_date as varchar), is_imputed, channel"
        " from core.fct_person_stages order by person_key, stage_order"
    ).fetchall() == [
        ("contact:files:ada", True, "awareness", "2026-01-10", False, "Direct"),
        ("contact:files:ada", True, "interest", "2026-01-20", False, "Direct"),
        ("contact:files:ada", True, "consideration", "2026-03-05", False, "Event"),
        ("contact:files:ada", True, "intent", "2026-03-20", False, "Event"),
        ("contact:files:bob", True, "awareness", "2026-03-01", False, "Direct Mail"),
        ("contact:files:bob", True, "interest", "2026-04-01", True, "Direct Mail"),
        ("contact:files:bob", True, "consideration", "2026-04-01", True, "Direct Mail"),
        ("contact:files:bob", True, "intent", "2026-04-01", False, "Direct Mail"),
        ("visitor:files:v-9", False, "awareness", "2026-02-10", False, "Direct"),
    ]


def test_a_company_is_as_far_as_the_first_of_its_people(
    database: duckdb.DuckDBPyConnection,
) -> None:
    assert database.execute(
        "select account_key, stage, person_key, is_imputed"
        " from core.fct_account_stages order by stage_order"
    ).fetchall() == [
        ("files:acme", "awareness", "contact:files:ada", False),
        ("files:acme", "interest", "contact:files:ada", False),
        ("files:acme", "consideration", "contact:files:ada", False),
        ("files:acme", "intent", "contact:files:ada", False),
    ]


def test_a_cohort_falls_from_stage_to_stage_and_a_period_counts_what_happened_in_it(
    database: duckdb.DuckDBPyConnection,
) -> None:
    def rows(view: str) -> list[tuple[object, ...]]:
        return database.execute(
            "select strftime(month_start_date, '%m'), stage, sum(reached), sum(imputed)"
            " from marketing.marketing__funnel where audience = 'people' and funnel_view = ?"
            " group by month_start_date, stage, stage_order having sum(reached) > 0"
            " order by month_start_date, stage_order",
            [view],
        ).fetchall()

    assert rows("cohort") == [
        *[("01", stage, 1, 0) for stage in ("awareness", "interest", "consideration", "intent")],
        ("02", "awareness", 1, 0),
        ("03", "awareness", 1, 0),
        ("03", "interest", 1, 1),
        ("03", "consideration", 1, 1),
        ("03", "intent", 1, 0),
    ]
    assert rows("period") == [
        ("01", "awareness", 1, 0),
        ("01", "interest", 1, 0),
        ("02", "awareness", 1, 0),
        ("03", "awareness", 1, 0),
        ("03", "consideration", 1, 0),
        ("03", "intent", 1, 0),
        ("04", "interest", 1, 1),
        ("04", "consideration", 1, 1),
        ("04", "intent", 1, 0),
    ]
