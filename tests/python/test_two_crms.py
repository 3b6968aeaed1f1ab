"""A company that migrated, and one with a subsidiary: two CRMs at once."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from scripts.sample.score import measure

FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)


@pytest.fixture(scope="module")
def company(build: Callable[..., Path], sample: Callable[..., Path]) -> tuple[Path, Path]:
    """The sample company with Salesforce and HubSpot, every fifth account known to both."""
    out = sample("salesforce", "hubspot")
    return build(out / "landing", as_of=LAST), out


def test_companies_known_to_both_crms_are_one(company: tuple[Path, Path]) -> None:
    database, out = company
    landing = out / "landing"
    with duckdb.connect(str(database), read_only=True) as connection:
        both = connection.execute(
            f"""
            with theirs as (
                select distinct property_domain as domain
                from read_csv('{landing}/hubspot/company.csv', all_varchar = true)
                where property_domain is not null and is_deleted != 'true'
            )
            select count(distinct ours.domain)
            from (
                select split_part(replace(website, 'https://', ''), 'www.', 2) as domain
                from read_csv('{landing}/salesforce/account.csv', all_varchar = true)
                where is_deleted != 'true'
            ) as ours
            inner join theirs using (domain)
            """
        ).fetchone()
        merged = connection.execute(
            """
            select count(*), count(distinct account_key) from core.bridge_account_records
            where matched_by = 'same website'
            """
        ).fetchone()
        systems = connection.execute(
            """
            select count(*)
            from core.dim_accounts
            where crm_records != (
                select count(*) from core.bridge_account_records as records
                where records.account_key = dim_accounts.account_key
            )
            """
        ).fetchone()
        dangling = connection.execute(
            """
            select count(*)
            from core.fct_opportunities
            anti join core.dim_accounts using (account_key)
            where account_key is not null
            """
        ).fetchone()
    assert both is not None and both[0] > 5
    assert merged == (both[0], both[0])
    assert systems == (0,)
    assert dangling == (0,)


def test_deals_and_revenue_are_those_of_the_truth(company: tuple[Path, Path]) -> None:
    database, out = company
    with (out / "truth" / "monthly.csv").open(encoding="utf-8", newline="") as lines:
        months = list(csv.DictReader(lines))
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            """
            select count(*) filter (where is_won), sum(reporting_amount) filter (where is_won),
                count(distinct source_system)
            from core.fct_opportunities
            where close_date between ? and ?
            """,
            [FIRST, LAST],
        ).fetchone()
    assert found is not None
    won, revenue, systems = found
    assert systems == 2
    assert won == sum(int(month["won_deals"]) for month in months)
    assert revenue == sum(Decimal(month["won_revenue"]) for month in months)


def test_a_rep_of_both_crms_is_one_rep(company: tuple[Path, Path]) -> None:
    database, _ = company
    with duckdb.connect(str(database), read_only=True) as connection:
        twice = connection.execute(
            "select rep_name from core.dim_sales_reps group by rep_name having count(*) > 1"
        ).fetchall()
        unknown = connection.execute(
            "select count(*) from core.fct_opportunities anti join core.dim_sales_reps"
            " using (owner_key) where owner_key is not null"
        ).fetchone()
    assert twice == []
    assert unknown == (0,)


def test_people_are_put_together_across_crms(company: tuple[Path, Path]) -> None:
    database, out = company
    score = measure(database, out / "truth")
    assert score.precision >= 0.999
    assert score.recall_of_evidence >= 0.98


OLD_DEALS = """opportunity_id,source_stage,amount,currency_code,created_at,close_date
17,Proposal,900,USD,2026-01-05T10:00:00Z,2026-05-30
18,Closed Won,500,USD,2026-01-06T10:00:00Z,2026-02-28
"""
OLD_CALLS = """activity_id,source_type,is_completed,opportunity_id,occurred_at
1,Call,true,17,2026-02-01T10:00:00Z
"""
NEW_DEALS = (
    "id,account_id,owner_id,stage_name,amount,currency_iso_code,is_closed,is_won,created_date,"
    "close_date,legacy_id__c\n"
    "006A,,,Closed Won,1000,USD,true,true,2026-03-01T00:00:00Z,2026-04-30,files:17\n"
    "006B,,,Prospecting,70,USD,false,false,2026-03-02T00:00:00Z,2026-07-30,\n"
)


def test_a_migrated_deal_counts_once_with_what_was_done_for_it(build: Callable[..., Path]) -> None:
    database = build(
        {
            "files/opportunities.csv": OLD_DEALS,
            "files/activities.csv": OLD_CALLS,
            "salesforce/opportunity.csv": NEW_DEALS,
        },
        reads=__file__,
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        deals = connection.execute(
            "select opportunity_key, is_won, amount from core.fct_opportunities order by 1"
        ).fetchall()
        calls = connection.execute("select opportunity_key from core.fct_activities").fetchall()
    assert deals == [
        ("files:18", True, Decimal(500)),
        ("salesforce:006A", True, Decimal(1000)),
        ("salesforce:006B", False, Decimal(70)),
    ]
    assert calls == [("salesforce:006A",)]
