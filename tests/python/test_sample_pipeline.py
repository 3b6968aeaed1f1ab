"""The sample company's pipeline, and what its forecasts were worth, as `make test` published them.

Actual revenue comes from the truth that was written beside the exports, not from the warehouse.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import duckdb
import pytest

from scripts.home import PROJECT

DEMO = PROJECT / "var" / "demo" / "current" / "onefunnel.duckdb"
TRUTH = PROJECT / "var" / "sample" / "truth" / "monthly.csv"


@pytest.fixture(scope="module")
def demo() -> duckdb.DuckDBPyConnection:
    if not (DEMO.exists() and TRUTH.exists()):
        pytest.skip("the sample company is not published; `make refresh` does it")
    return duckdb.connect(str(DEMO), read_only=True)


@pytest.fixture(scope="module")
def won() -> dict[date, float]:
    """Won revenue per month."""
    with TRUTH.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {date.fromisoformat(row["month"] + "-01"): float(row["won_revenue"]) for row in rows}


def test_the_weighted_forecast_is_nearer_than_probability_and_run_rate_at_8_weeks(
    demo: duckdb.DuckDBPyConnection, won: dict[date, float]
) -> None:
    rows = demo.execute(
        """
        select forecast_method, period_start_date, forecast_amount, actual_amount
        from sales.sales__forecast_accuracy
        where forecast_level = 'company' and period_type = 'month' and weeks_before_end = 8
            and has_a_year_of_history
        """
    ).fetchall()
    errors = defaultdict(list)
    for method, month, forecast, actual in rows:
        assert float(actual) == pytest.approx(won[month], abs=0.01)
        errors[method].append(abs(float(forecast) - won[month]))
    mean = {method: sum(values) / len(values) for method, values in errors.items()}
    assert len(errors["weighted"]) >= 12
    assert mean["weighted"] < mean["crm_probability"]
    assert mean["weighted"] < mean["run_rate"]


def test_chances_come_true_as_often_as_they_say(demo: duckdb.DuckDBPyConnection) -> None:
    rows = demo.execute(
        """
        select decile, expected_rate, win_rate, deal_weeks
        from sales.sales__forecast_calibration where within_weeks = 8 order by decile
        """
    ).fetchall()
    assert len(rows) == 10
    assert all(abs(expected - found) < 0.1 for _, expected, found, _ in rows)
    wins = [found for _, _, found, _ in rows]
    assert wins[0] < 0.05
    assert wins[-1] > 0.9
    assert sum(later < earlier for earlier, later in zip(wins, wins[1:], strict=False)) <= 1


def test_no_forecast_takes_percent_for_a_fraction(demo: duckdb.DuckDBPyConnection) -> None:
    (wrong,) = demo.execute(
        """
        select count(*) from core.fct_deal_chances
        where chance_rate not between 0 and 1 or crm_probability_rate not between 0 and 1
        """
    ).fetchone() or (None,)
    assert wrong == 0
    (more,) = demo.execute(
        """
        select count(*)
        from core.fct_forecasts as stated
        inner join (
            select made_date, sum(greatest(reporting_amount, 0)) as open_amount
            from core.fct_deal_chances where within_weeks = 4 group by made_date
        ) as everything using (made_date)
        where stated.forecast_method = 'crm_probability'
            and stated.open_amount > everything.open_amount
        """
    ).fetchone() or (None,)
    assert more == 0


def test_what_is_most_likely_is_in_the_pipeline_and_in_the_forecast(
    demo: duckdb.DuckDBPyConnection,
) -> None:
    """Most Likely falls into no other category: it stands between commit and best case."""
    found = demo.execute(
        """
        select sum(pipeline_amount) filter (where forecast_category = 'most_likely')
        from sales.sales__pipeline_daily
        """
    ).fetchone()
    assert found and found[0] > 0
    sums = dict(
        demo.execute(
            "select forecast_method, sum(open_amount) from core.fct_forecasts group by all"
        ).fetchall()
    )
    assert sums["commit"] < sums["most_likely"] < sums["best_case"]
    unknown = demo.execute(
        """
        select word from core.dim_source_words
        where word_kind = 'forecast category' and not is_mapped
        """
    ).fetchall()
    assert unknown == []


def test_the_bridge_of_the_sample_takes_every_step(demo: duckdb.DuckDBPyConnection) -> None:
    """That it closes is tested in every refresh; here, that there is something to close."""
    steps = {
        row[0]: row[1]
        for row in demo.execute(
            """
            select bridge_step, sum(changes) from sales.sales__pipeline_bridge
            where period_type = 'month' and bridge_scope = 'closing in period' group by all
            """
        ).fetchall()
    }
    assert min(steps.values()) > 0
    assert set(steps) == {
        *("opening", "new", "moved in", "transferred in", "increased", "reopened", "revalued"),
        *("decreased", "moved out", "transferred out", "won", "lost", "deleted", "closing"),
    }
