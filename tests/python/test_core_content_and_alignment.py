"""Content, surveys, feedback, meetings, trainings, quotas and budgets reach core whole.

What the fixture company's tables should hold is counted from its files with the csv module alone;
the words and faults of a spreadsheet kept by hand are a company of their own.
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

from scripts.home import PROJECT, Refused

LANDING = PROJECT / "tests" / "fixtures" / "landing"
Build = Callable[..., Path]
Warehouse = duckdb.DuckDBPyConnection

BY_HAND = {
    "users": "owner_id,full_name,email,team_name\nu-1,Rita Rep,Rita@us.example,North\n",
    "accounts": "account_id,account_name,website\na-1,Acme,acme.example\n",
    "contacts": "contact_id,account_id,email,created_at\nc-1,a-1,ann@acme.example,2026-01-01\n",
    "content_items": "content_id,title,format,funnel_stage,author_team,page_url\n"
    "guide,Buyer guide,White Paper,BOFU,Joint,acme-sells.example/guide?x=1\n",
    "content_uses": "content_use_id,content_id,used_by,owner_id,contact_id,email,used_at\n"
    "1,guide,sales,rita@us.example,c-1,,2026-02-01T10:00:00Z\n"
    "2,guide,sales,u-1,,zoe@new.example,2026-02-01T10:00:00Z\n"
    "3,lost,sales,u-9,,,2026-02-01T10:00:00Z\n",
    "survey_responses": "survey_response_id,survey_type,email,score,comment,responded_at\n"
    "1,NPS,bob@acme.example,10,Call bob@acme.example on 555-0100,2026-02-01T10:00:00Z\n"
    "2,csat,ann@acme.example,2,,2026-02-01T10:00:00Z\n",
    "quotas": "quota_id,owner_id,team_name,period_start_date,period_end_date,measure,"
    "quota_amount,currency_code\n"
    "1,RITA@us.example,,2026-01-01,2026-03-31,revenue,1000,EUR\n"
    "2,,North,2026-01-01,2026-12-31,deals,12,\n",
    "budgets": "budget_id,channel,month_start_date,budget_amount,currency_code\n"
    "1,paid search,2026-01-01,500,USD\n2,Skywriting,2026-01-01,70,USD\n",
}


def sent(table: str) -> list[dict[str, str]]:
    with (LANDING / "files" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def refreshed(build: Build, tables: dict[str, str]) -> Path:
    return build(
        {f"files/{name}.csv": text for name, text in tables.items()},
        as_of="2026-02-28",
    )


@pytest.fixture(scope="module")
def fixture_company(published: Path) -> Iterator[Warehouse]:
    with duckdb.connect(str(published), read_only=True) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def spreadsheet(build: Build) -> Iterator[Warehouse]:
    with duckdb.connect(str(refreshed(build, BY_HAND)), read_only=True) as warehouse:
        yield warehouse


def rows(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(sql).fetchall()


def test_answers_are_grouped_as_their_scores_say(fixture_company: Warehouse) -> None:
    answers = [row for row in sent("survey_responses") if int(row["score"]) >= 0]
    nps = [int(row["score"]) for row in answers if row["survey_type"] == "nps"]
    expected = {
        "promoter": sum(score >= 9 for score in nps),
        "passive": sum(score in (7, 8) for score in nps),
        "detractor": sum(score <= 6 for score in nps),
        "(none)": len(answers) - len(nps),
    }
    found = rows(
        fixture_company, "select nps_group, count(*) from core.fct_survey_responses group by 1"
    )
    assert dict(found) == {group: count for group, count in expected.items() if count}
    satisfied = sum(row["survey_type"] == "csat" and int(row["score"]) >= 4 for row in answers)
    found = rows(
        fixture_company, "select count(*) from core.fct_survey_responses where is_satisfied"
    )
    assert found == [(satisfied,)]


def test_everybody_who_answered_is_a_person_of_the_company_they_answered_for(
    fixture_company: Warehouse,
) -> None:
    strangers = rows(
        fixture_company,
        """
        select survey_response_key from core.fct_survey_responses as answers
        left join core.dim_people as people using (person_key)
        where people.person_key is null or answers.account_key is distinct from people.account_key
        """,
    )
    assert strangers == []


def test_feedback_on_a_lead_counts_days_from_its_hand_off(fixture_company: Warehouse) -> None:
    with (LANDING / "salesforce/lead.csv").open(encoding="utf-8", newline="") as lines:
        handed = {
            row["id"]: row["mql_date__c"] or row["sal_date__c"] or row["sql_date__c"]
            for row in csv.DictReader(lines)
        }
    expected = {}
    for row in sent("feedback"):
        start = handed.get(row["lead_id"].removeprefix("salesforce:"))
        end = datetime.fromisoformat(row["given_at"]).date()
        expected[f"files:{row['feedback_id']}"] = (
            (end - date.fromisoformat(start[:10])).days if start else None
        )
    found = rows(fixture_company, "select feedback_key, days_since_handoff from core.fct_feedback")
    assert dict(found) == expected
    assert any(expected.values())


def test_meetings_trainings_and_uses_add_up_to_their_files(fixture_company: Warehouse) -> None:
    meetings = sent("meetings")
    held = [row for row in meetings if row["was_held"] == "true"]
    assert rows(
        fixture_company,
        "select count(*), count(*) filter (where is_held), sum(actions_closed)"
        " from core.fct_meetings",
    ) == [(len(meetings), len(held), sum(int(row["actions_closed"]) for row in meetings))]

    trainings = sent("trainings")
    days = [
        (date.fromisoformat(row["completed_date"]) - date.fromisoformat(row["assigned_date"])).days
        for row in trainings
        if row["completed_date"]
    ]
    assert rows(
        fixture_company, "select count(*), sum(days_to_complete) from core.fct_trainings"
    ) == [(len(trainings), sum(days))]

    formats = {row["content_id"]: row["format"] for row in sent("content_items")}
    used = Counter(formats[row["content_id"]] for row in sent("content_uses"))
    found = rows(
        fixture_company, "select content_format, count(*) from core.fct_content_uses group by 1"
    )
    assert dict(found) == used


def test_visits_of_a_page_are_joined_to_its_content(fixture_company: Warehouse) -> None:
    paths = {row["page_url"].split(".example", 1)[1] for row in sent("content_items")[:5]}
    found = rows(
        fixture_company,
        """
        select distinct page_path from core.fct_sessions
        inner join core.dim_content on landing_page = page_path and hostname = page_host
        """,
    )
    assert found
    assert rows(
        fixture_company, "select page_path from core.dim_content where content_format = 'blog'"
    )
    listed = {path for (path,) in rows(fixture_company, "select page_path from core.dim_content")}
    assert paths <= listed


def test_a_rep_named_by_address_is_the_user_of_the_crm(spreadsheet: Warehouse) -> None:
    assert rows(
        spreadsheet,
        "select content_use_key, owner_key from core.fct_content_uses order by 1",
    ) == [("files:1", "files:u-1"), ("files:2", "files:u-1"), ("files:3", "files:u-9")]
    assert rows(
        spreadsheet,
        "select rep_name, measure, period_type from core.fct_quotas"
        " left join core.dim_sales_reps using (owner_key) order by quota_key",
    ) == [("Rita Rep", "revenue", "quarter"), (None, "deals", "year")]


def test_what_nobody_listed_is_kept_and_counted(spreadsheet: Warehouse) -> None:
    assert rows(
        spreadsheet,
        "select content_title, is_known_content, person_key is not null"
        " from core.fct_content_uses order by content_use_key",
    ) == [
        ("Buyer guide", True, True),
        ("Buyer guide", True, True),
        ("(not set)", False, False),
    ]
    assert rows(
        spreadsheet,
        "select status, failures from ops.test_results"
        " where test_name = 'assert_what_lists_refer_to_exists'",
    ) == [("warn", 2)]  # content lost, rep u-9


def test_a_new_address_belongs_to_the_company_of_its_domain(spreadsheet: Warehouse) -> None:
    assert rows(
        spreadsheet,
        "select nps_group, is_satisfied, account_key, has_comment from core.fct_survey_responses"
        " order by survey_response_key",
    ) == [("promoter", None, "files:a-1", True), ("(none)", False, "files:a-1", False)]


def test_words_are_translated_and_unknown_ones_kept(spreadsheet: Warehouse) -> None:
    assert rows(
        spreadsheet,
        "select content_format, funnel_stage, author_team, page_host, page_path"
        " from core.dim_content",
    ) == [("whitepaper", "intent", "joint", "acme-sells.example", "/guide")]
    assert rows(
        spreadsheet,
        "select channel, source_channel, reporting_amount from core.fct_budgets order by 1",
    ) == [
        ("Paid Search", "paid search", Decimal("500.00")),
        ("Unassigned", "Skywriting", Decimal("70.00")),
    ]


def test_nothing_that_somebody_wrote_is_published(spreadsheet: Warehouse) -> None:
    columns = rows(
        spreadsheet,
        "select table_schema, table_name, column_name from information_schema.columns"
        " where data_type = 'VARCHAR' and table_schema not in ('ops')",
    )
    assert len(columns) > 100
    for schema, table, column in columns:
        leaked = f"select 1 from {schema}.{table} where regexp_matches({column}, '@|555-0100')"
        assert rows(spreadsheet, leaked) == [], f"{schema}.{table}.{column}"


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (
            {"budgets": BY_HAND["budgets"] + "3,Email,2026-01-01,10,XYZ\n"},
            "assert_every_amount_has_an_exchange_rate",
        ),
        (
            {"quotas": BY_HAND["quotas"].replace("EUR", "XYZ")},
            "assert_every_amount_has_an_exchange_rate",
        ),
        (
            {"budgets": BY_HAND["budgets"] + "3,Paid Search,2026-01-31,10,USD\n"},
            "assert_nothing_is_planned_twice",
        ),
    ],
    ids=["budget without a rate", "quota without a rate", "budget set twice"],
)
def test_a_plan_that_cannot_be_right_publishes_nothing(
    build: Build, plan: dict[str, str], says: str
) -> None:
    """The plan alone: what else the company has does not make it right, and costs a build."""
    with pytest.raises(Refused) as stopped:
        refreshed(build, plan)
    (message,) = stopped.value.messages
    assert says in message
