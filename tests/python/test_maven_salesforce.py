"""The CRM of a hardware seller, 8,800 deals that nobody here wrote, against pandas.

The expected numbers come from the raw files through pandas alone; none of the project's SQL is
involved. The totals written out below are those the issue asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

Build = Callable[..., Path]
TABLES = ["account", "opportunity", "opportunity_history", "product_2", "user"]


@pytest.fixture(scope="module")
def raw(shared_data: Path) -> dict[str, pd.DataFrame]:
    folder = shared_data / "crm_maven_salesforce"
    return {table: pd.read_csv(folder / f"{table}.csv") for table in TABLES}


@pytest.fixture(scope="module")
def warehouse(shared_data: Path, build: Build) -> duckdb.DuckDBPyConnection:
    folder = shared_data / "crm_maven_salesforce"
    landing = {f"salesforce/{table}.csv": folder / f"{table}.csv" for table in TABLES}
    return duckdb.connect(str(build(landing, as_of="2017-12-31")), read_only=True)


def one(warehouse: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = warehouse.execute(sql).fetchone()
    assert row is not None
    return row


def test_the_totals_are_those_the_issue_names(warehouse: duckdb.DuckDBPyConnection) -> None:
    deals, won, lost, amount, average, days = one(
        warehouse,
        """
        select
            count(*), count(*) filter (where is_won), count(*) filter (where is_lost),
            sum(amount) filter (where is_won), avg(amount) filter (where is_won),
            avg(date_diff('day', cast(created_at as date), close_date)) filter (where is_won)
        from core.fct_opportunities
        """,
    )
    assert (deals, won, lost) == (8800, 4238, 2473)
    assert round(100 * won / (won + lost), 2) == 63.15
    assert int(amount) == 10_005_534
    assert round(float(average), 2) == 2360.91
    assert round(days, 2) == 51.78


def test_regions_come_from_the_department_of_the_rep(
    warehouse: duckdb.DuckDBPyConnection, raw: dict[str, pd.DataFrame]
) -> None:
    deals = raw["opportunity"].merge(raw["user"], left_on="owner_id", right_on="id")
    expected = deals[deals.is_won].groupby("department").amount.sum().to_dict()
    assert expected == {"Central": 3_346_293, "East": 3_090_594, "West": 3_568_647}
    for mart, amount in (("results_by_rep", "won_amount"), ("revenue_by_month", "revenue_amount")):
        rows = warehouse.execute(
            f"select region, sum({amount}) from sales.sales__{mart} group by region"
        ).fetchall()
        assert {region: int(total) for region, total in rows if total} == expected


def test_each_rep_and_month_has_the_results_of_the_raw_files(
    warehouse: duckdb.DuckDBPyConnection, raw: dict[str, pd.DataFrame]
) -> None:
    deals = raw["opportunity"][raw["opportunity"].is_closed].copy()
    deals["month"] = pd.to_datetime(deals.close_date).dt.strftime("%Y-%m-01")
    deals["days"] = (pd.to_datetime(deals.close_date) - pd.to_datetime(deals.created_date)).dt.days
    expected = {}
    for (owner, month), group in deals.groupby(["owner_id", "month"]):
        won = group[group.is_won]
        expected[f"salesforce:{owner}", month] = (
            len(won),
            len(group) - len(won),
            int(won.amount.sum()),
            int(won.days.sum()),
        )
    rows = warehouse.execute(
        """
        select owner_key, cast(month_start_date as varchar), won_opportunities,
            lost_opportunities, won_amount, won_days_to_close
        from sales.sales__results_by_rep
        """
    ).fetchall()
    assert {(row[0], row[1]): (row[2], row[3], int(row[4]), row[5]) for row in rows} == expected


def test_managers_are_the_sum_of_their_reps_and_rates_are_never_averaged(
    warehouse: duckdb.DuckDBPyConnection, raw: dict[str, pd.DataFrame]
) -> None:
    users = raw["user"].set_index("id")
    deals = raw["opportunity"][raw["opportunity"].is_closed]
    manager = deals.owner_id.map(users.manager_id).map(users.name)
    expected = deals.groupby(manager).is_won.mean().round(9).to_dict()
    rows = warehouse.execute(
        """
        select manager_name,
            sum(won_opportunities) / sum(won_opportunities + lost_opportunities)
        from sales.sales__results_by_rep
        group by manager_name
        """
    ).fetchall()
    assert {name: round(rate, 9) for name, rate in rows} == expected


def test_a_month_without_losses_wins_everything_and_nothing_closed_is_no_rate(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    wrong = one(
        warehouse,
        """
        select count(*) from sales.sales__results_by_rep
        where win_rate is null or win_rate not between 0 and 1
            or (lost_opportunities = 0) <> (win_rate = 1)
            or (won_opportunities = 0) <> (average_won_amount is null)
            or average_days_to_close < 0
        """,
    )
    assert wrong == (0,)


def test_the_last_quarter_of_2017_has_1196_won_deals(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    won = one(
        warehouse,
        """
        select sum(won_opportunities) from sales.sales__revenue_by_month
        where month_start_date between '2017-10-01' and '2017-12-01'
        """,
    )
    assert won == (1196,)


def test_a_misspelt_product_is_mended_by_the_seed(
    warehouse: duckdb.DuckDBPyConnection, raw: dict[str, pd.DataFrame]
) -> None:
    deals = raw["opportunity"].copy()
    deals["product"] = deals.product_name__c.replace({"GTXPro": "GTX Pro"})
    expected = deals.groupby("product").size().to_dict()
    rows = warehouse.execute(
        "select product_name, count(*) from core.fct_opportunities group by 1"
    ).fetchall()
    assert dict(rows) == expected
    family = raw["product_2"].set_index("name").family
    won = deals[deals.is_won]
    lines = warehouse.execute(
        "select product_line, sum(revenue_amount) from sales.sales__revenue_by_month group by 1"
    ).fetchall()
    assert {line: int(amount) for line, amount in lines} == won.groupby(
        won["product"].map(family)
    ).amount.sum().astype(int).to_dict()


def test_open_pipeline_by_rep_equals_the_raw_files(
    warehouse: duckdb.DuckDBPyConnection, raw: dict[str, pd.DataFrame]
) -> None:
    deals = raw["opportunity"]
    stages = {"Prospecting": "prospect", "Engaging": "qualified"}
    still_open = deals[~deals.is_closed]
    expected = {
        (stages[stage], f"salesforce:{owner}"): count
        for (stage, owner), count in still_open.groupby(["stage_name", "owner_id"]).size().items()
    }
    rows = warehouse.execute(
        "select stage, owner_key, opportunities from sales.sales__pipeline_by_stage"
    ).fetchall()
    assert {(stage, owner): count for stage, owner, count in rows} == expected


def test_each_cohort_falls_through_the_funnel_as_the_raw_files_say(
    warehouse: duckdb.DuckDBPyConnection, raw: dict[str, pd.DataFrame]
) -> None:
    deals = raw["opportunity"].copy()
    deals["cohort"] = pd.to_datetime(deals.created_date).dt.strftime("%Y-%m-01")
    history = raw["opportunity_history"]
    engaged = set(history[history.stage_name == "Engaging"].opportunity_id)
    deals["engaged"] = deals.id.isin(engaged) | deals.is_won
    expected = {}
    for cohort, group in deals.groupby("cohort"):
        won, reached = int(group.is_won.sum()), int(group.engaged.sum())
        lost = group[group.is_closed & ~group.is_won]
        lost_engaged = int(lost.engaged.sum())
        expected[cohort, "prospect"] = (len(group), reached, len(lost) - lost_engaged)
        expected[cohort, "qualified"] = (reached, won, lost_engaged)
        expected[cohort, "proposal"] = (won, won, 0)
        expected[cohort, "closing"] = (won, won, 0)
        expected[cohort, "won"] = (won, 0, 0)
    rows = warehouse.execute(
        """
        select cast(cohort_month_start_date as varchar), stage, sum(entered_opportunities),
            sum(moved_on_opportunities), sum(lost_opportunities)
        from sales.sales__funnel group by 1, 2
        """
    ).fetchall()
    assert {(row[0], row[1]): tuple(int(n) for n in row[2:]) for row in rows} == expected


def test_who_sells_once_has_customers_and_repeat_purchases_but_no_retention(
    warehouse: duckdb.DuckDBPyConnection, raw: dict[str, pd.DataFrame]
) -> None:
    won = raw["opportunity"][raw["opportunity"].is_won & raw["opportunity"].account_id.notna()]
    won = won.assign(month=pd.to_datetime(won.close_date).dt.strftime("%Y-%m-01"))
    first = won.groupby("account_id").month.min()
    expected, paid = {}, 0
    for month, group in won.groupby("month"):
        counts = group.groupby("account_id").size()
        repeat = [key for key in counts.index if first[key] < month or counts[key] > 1]
        paid += int(group.amount.sum())
        expected[month] = (int((first == month).sum()), len(counts), len(repeat), paid)
    rows = warehouse.execute(
        """
        select cast(month_start_date as varchar), sum(new_customers), sum(buying_customers),
            sum(repeat_customers), sum(value_end)
        from sales.sales__customer_growth group by 1
        """
    ).fetchall()
    assert {row[0]: tuple(int(n) for n in row[1:]) for row in rows} == expected
    (rated,) = one(
        warehouse,
        """
        select count(*) from sales.sales__customer_growth
        where coalesce(nrr_month_rate, grr_year_rate, logo_retention_year_rate, renewal_rate)
            is not null or churned_customers > 0
        """,
    )
    assert rated == 0


def test_every_stage_change_of_the_history_is_an_entry(
    warehouse: duckdb.DuckDBPyConnection, raw: dict[str, pd.DataFrame]
) -> None:
    history = raw["opportunity_history"].sort_values(["opportunity_id", "created_date", "id"])
    changed = history.stage_name != history.groupby("opportunity_id").stage_name.shift()
    (entries,) = one(warehouse, "select count(*) from core.fct_opportunity_stages")
    assert entries == int(changed.sum())


def test_nobody_touched_these_deals_so_the_ledger_says_so(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        """
        select attribution_model, channel, sum(credited_goals), sum(credit_amount)
        from joint.joint__attribution_by_channel
        where goal_type = 'won' and clock = 'close' and attribution_scope = 'account'
            and attribution_model in ('first', 'last', 'linear', 'position')
        group by all order by 1
        """
    ).fetchall()
    assert [(model, channel, int(n), int(v)) for model, channel, n, v in rows] == [
        (model, "(no touch)", 4238, 10_005_534) for model in ("first", "last", "linear", "position")
    ]
