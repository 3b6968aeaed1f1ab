"""The pipeline of a hardware seller on any day, against pandas on its raw stage history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

Build = Callable[..., Path]
TABLES = ["account", "opportunity", "opportunity_history", "product_2", "user"]
CLOSED = {"Closed Won": "won", "Closed Lost": "lost"}


@pytest.fixture(scope="module")
def history(shared_data: Path) -> pd.DataFrame:
    """What each deal was from which day on, one row per day on which it changed."""
    raw = pd.read_csv(shared_data / "crm_maven_salesforce" / "opportunity_history.csv")
    raw["day"] = pd.to_datetime(raw.created_date).dt.normalize()
    raw = raw.sort_values(["opportunity_id", "created_date", "id"])
    return raw.drop_duplicates(["opportunity_id", "day"], keep="last")


@pytest.fixture(scope="module")
def warehouse(shared_data: Path, build: Build) -> duckdb.DuckDBPyConnection:
    folder = shared_data / "crm_maven_salesforce"
    landing = {f"salesforce/{table}.csv": folder / f"{table}.csv" for table in TABLES}
    return duckdb.connect(str(build(landing, as_of="2017-12-31")), read_only=True)


def open_on(history: pd.DataFrame, day: str) -> pd.DataFrame:
    known = history[history.day <= pd.Timestamp(day)].drop_duplicates("opportunity_id", keep="last")
    return known[~known.stage_name.isin(CLOSED)]


@pytest.mark.parametrize("day", ["2016-11-30", "2017-03-31", "2017-08-15", "2017-12-31"])
def test_a_past_day_has_the_deals_that_were_open_then(
    warehouse: duckdb.DuckDBPyConnection, history: pd.DataFrame, day: str
) -> None:
    rows = warehouse.execute(
        "select opportunity_key, stage from core.fct_pipeline_snapshots where snapshot_date = ?",
        [day],
    ).fetchall()
    stages = {"Prospecting": "prospect", "Engaging": "qualified"}
    expected = {
        (f"salesforce:{deal.opportunity_id}", stages[deal.stage_name])
        for deal in open_on(history, day).itertuples()
    }
    assert len(expected) > 100
    assert set(rows) == expected
    assert len(rows) == len(expected)


def test_the_bridge_of_every_quarter_is_that_of_the_raw_history(
    warehouse: duckdb.DuckDBPyConnection, history: pd.DataFrame
) -> None:
    first = history.drop_duplicates("opportunity_id")
    closed = history[history.stage_name.isin(CLOSED)]
    for start in pd.date_range("2017-01-01", "2017-10-01", freq="QS"):
        end = start + pd.offsets.QuarterEnd()
        within = closed[closed.day.between(start, end)]
        new = first[first.day.between(start, end)]
        expected = {
            "opening": len(open_on(history, str((start - pd.Timedelta(days=1)).date()))),
            "new": len(new),
            "won": -int((within.stage_name == "Closed Won").sum()),
            "lost": -int((within.stage_name == "Closed Lost").sum()),
            "closing": len(open_on(history, str(end.date()))),
        }
        rows = warehouse.execute(
            """
            select bridge_step, sum(deals), sum(amount) from sales.sales__pipeline_bridge
            where bridge_scope = 'open' and period_type = 'quarter' and period_start_date = ?
            group by bridge_step
            """,
            [start.date()],
        ).fetchall()
        assert {step: deals for step, deals, _ in rows if deals} == expected
        won = {step: float(amount) for step, _, amount in rows}["won"]
        assert won == -within[within.stage_name == "Closed Won"].amount.sum()


def test_forecasts_of_a_week_know_the_won_deals_of_the_period_until_then(
    warehouse: duckdb.DuckDBPyConnection, history: pd.DataFrame
) -> None:
    won = history[history.stage_name == "Closed Won"]
    for made in ("2017-05-07", "2017-08-27", "2017-12-03"):
        quarter = pd.Timestamp(made).to_period("Q")
        expected = won[won.day.between(quarter.start_time, pd.Timestamp(made))].amount.sum()
        rows = warehouse.execute(
            """
            select distinct won_amount from core.fct_forecasts
            where made_date = ? and forecast_level = 'company' and period_type = 'quarter'
                and period_start_date = ?
            """,
            [made, quarter.start_time.date()],
        ).fetchall()
        assert [float(amount) for (amount,) in rows] == [expected]
