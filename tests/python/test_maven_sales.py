"""Scorecards and revenue of 8,800 deals that nobody here wrote, against pandas.

The expected numbers come from the raw files through pandas alone; none of the project's SQL is
involved. The company is the one of test_maven_salesforce.py, built once for both.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

Build = Callable[..., Path]
TABLES = ["account", "opportunity", "opportunity_history", "product_2", "user"]
LEVELS = {"rep": "rep", "manager": "manager", "region": "department", "company": "company"}
PERIODS = {"month": "M", "quarter": "Q", "year": "Y"}


@pytest.fixture(scope="module")
def warehouse(shared_data: Path, build: Build) -> duckdb.DuckDBPyConnection:
    folder = shared_data / "crm_maven_salesforce"
    landing = {f"salesforce/{table}.csv": folder / f"{table}.csv" for table in TABLES}
    return duckdb.connect(str(build(landing, as_of="2017-12-31")), read_only=True)


@pytest.fixture(scope="module")
def deals(shared_data: Path) -> pd.DataFrame:
    """Every deal with its rep, manager, region, family of product and days to close."""
    folder = shared_data / "crm_maven_salesforce"
    raw = {table: pd.read_csv(folder / f"{table}.csv") for table in TABLES}
    users = raw["user"].set_index("id")
    families = raw["product_2"].set_index("name").family
    made = raw["opportunity"].copy()
    made["rep"] = "salesforce:" + made.owner_id
    made["manager"] = "salesforce:" + made.owner_id.map(users.manager_id)
    made["department"] = made.owner_id.map(users.department)
    made["company"] = "(company)"
    made["family"] = made.product_name__c.replace({"GTXPro": "GTX Pro"}).map(families)
    made["closed"] = pd.to_datetime(made.close_date)
    made["days"] = (made.closed - pd.to_datetime(made.created_date)).dt.days
    return made


@pytest.fixture(scope="module")
def scorecard(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return warehouse.execute("from sales.sales__scorecard").df()


def expected(deals: pd.DataFrame, member: str, frequency: str) -> pd.DataFrame:
    """What each member did in each period, worked out from the deals themselves."""
    closed = deals[deals.is_closed].copy()
    closed["start"] = closed.closed.dt.to_period(frequency).dt.start_time
    rows = {}
    for key, group in closed.groupby([member, "start"]):
        won = group[group.is_won]
        value = group.amount.sum()
        rows[key] = {
            "won_opportunities": len(won),
            "lost_opportunities": len(group) - len(won),
            "won_amount": won.amount.sum(),
            "credited_amount": won.amount.sum(),
            "win_rate": len(won) / len(group),
            "value_win_rate": won.amount.sum() / value if value else None,
            "average_won_amount": won.amount.mean(),
            "median_won_amount": won.amount.median(),
            "average_days_to_close": won.days.mean(),
            "median_days_to_close": won.days.median(),
            "p90_days_to_close": won.days.quantile(0.9),
        }
    return pd.DataFrame.from_dict(rows, orient="index").astype(float)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_score_equals_the_raw_files(
    deals: pd.DataFrame, scorecard: pd.DataFrame, level: str, period: str
) -> None:
    wanted = expected(deals, LEVELS[level], PERIODS[period])
    found = scorecard[(scorecard.member_level == level) & (scorecard.period_type == period)]
    found = found[found.won_opportunities + found.lost_opportunities > 0]
    found = found.set_index(["member_key", "period_start_date"])[list(wanted.columns)].astype(float)
    assert len(wanted) == len(found) > 0
    wanted.index = pd.MultiIndex.from_tuples(wanted.index, names=found.index.names)
    pd.testing.assert_frame_equal(
        found.sort_index(), wanted.sort_index(), check_index_type=False, rtol=1e-9
    )


def test_rates_are_null_where_nothing_closed(scorecard: pd.DataFrame) -> None:
    nothing = scorecard[scorecard.won_opportunities + scorecard.lost_opportunities == 0]
    assert len(nothing) > 10
    rates = ["win_rate", "value_win_rate", "average_won_amount", "median_won_amount"]
    assert nothing[[*rates, "average_days_to_close", "p90_days_to_close"]].isna().all().all()
    assert scorecard[scorecard.won_opportunities == 0].average_won_amount.isna().all()


def test_managers_are_the_sum_of_their_reps_and_no_average_of_rates(
    deals: pd.DataFrame, scorecard: pd.DataFrame
) -> None:
    manager_of = dict(zip(deals.rep, deals.manager, strict=True))
    sums = ["won_opportunities", "lost_opportunities", "won_amount", "created_opportunities"]
    quarters = scorecard[scorecard.period_type == "quarter"]
    reps = quarters[quarters.member_level == "rep"].copy()
    reps["manager"] = reps.member_key.map(manager_of)
    together = reps.groupby(["manager", "period_start_date"])[sums].sum().astype(float)
    managers = quarters[quarters.member_level == "manager"].set_index(
        ["member_key", "period_start_date"]
    )
    assert together.sort_index().equals(
        managers[sums].astype(float).sort_index().loc[together.index]
    )
    rate = together.won_opportunities / (together.won_opportunities + together.lost_opportunities)
    pd.testing.assert_series_equal(
        managers.win_rate.sort_index(), rate.sort_index(), check_names=False
    )
    averaged = reps.groupby(["manager", "period_start_date"]).win_rate.mean()
    assert ((averaged - rate).abs() > 1e-6).any()


def test_open_pipeline_stands_in_the_periods_of_the_day_alone(
    deals: pd.DataFrame, scorecard: pd.DataFrame
) -> None:
    company = scorecard[scorecard.member_level == "company"]
    now = company[company.open_opportunities.notna()]
    assert sorted(now.period_type) == ["month", "quarter", "year"]
    assert set(now.open_opportunities) == {int((~deals.is_closed).sum())}


def test_revenue_of_each_rep_quarter_and_product_line_equals_the_raw_files(
    deals: pd.DataFrame, warehouse: duckdb.DuckDBPyConnection
) -> None:
    won = deals[deals.is_won].copy()
    won["quarter"] = won.closed.dt.to_period("Q").dt.start_time
    keys = ["rep", "manager", "department", "family", "quarter"]
    wanted = won.groupby(keys).amount.agg(["size", "sum"]).astype(float)
    found = (
        warehouse.execute(
            """
            select owner_key, manager_key, rep_region, product_line,
                date_trunc('quarter', month_start_date), sum(won_opportunities),
                sum(revenue_amount)
            from sales.sales__revenue_by_month
            group by all
            """
        )
        .df()
        .set_axis([*keys, "size", "sum"], axis=1)
        .set_index(keys)
        .astype(float)
    )
    pd.testing.assert_frame_equal(
        found.sort_index(), wanted.sort_index(), check_index_type=False, check_exact=True
    )


def test_nobody_has_a_quota_and_everybody_who_won_is_still_there(
    deals: pd.DataFrame, warehouse: duckdb.DuckDBPyConnection
) -> None:
    won = deals[deals.is_won]
    rows = warehouse.execute(
        """
        select member_key, sum(actual_amount) filter (where measure = 'revenue'),
            sum(actual_amount) filter (where measure = 'deals'), count(quota_amount),
            count(attainment_rate), bool_or(has_holidays)
        from sales.sales__quota_attainment
        where member_level = 'rep' and period_type = 'quarter'
        group by member_key
        """
    ).fetchall()
    assert {(key, int(amount), int(count), *rest) for key, amount, count, *rest in rows} == {
        (rep, int(group.amount.sum()), len(group), 0, 0, False) for rep, group in won.groupby("rep")
    }
