"""Returns, sources, cohorts and unit economics of the sample company, once more in Python.

From touches, goals, deals and the company's own files, in `var/demo` as `make test` published it;
won revenue and spend come from the truth that was written beside the exports.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from scripts.home import PROJECT

DEMO = PROJECT / "var" / "demo" / "current" / "onefunnel.duckdb"
SAMPLE = PROJECT / "var" / "sample"

Key = tuple[date, str]
Credit = tuple[str, date, date, str]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def demo() -> duckdb.DuckDBPyConnection:
    if not (DEMO.exists() and (SAMPLE / "truth" / "monthly.csv").exists()):
        pytest.skip("the sample company is not published; `make refresh` does it")
    return duckdb.connect(str(DEMO), read_only=True)


@pytest.fixture(scope="module")
def truth() -> dict[date, dict[str, str]]:
    rows = rows_of(SAMPLE / "truth" / "monthly.csv")
    return {date.fromisoformat(row["month"] + "-01"): row for row in rows}


@pytest.fixture(scope="module")
def linear(demo: duckdb.DuckDBPyConnection) -> dict[Credit, float]:
    """Value by kind of goal, month of the touch, month of the goal and channel: all touches alike.

    A refund goes to the touches of the deal that it takes back.
    """
    touches = defaultdict(list)
    for account, deal, at, channel in demo.execute(
        "select account_key, opportunity_key, touched_at, channel"
        " from core.fct_touchpoints where is_creditable and account_key is not null"
    ).fetchall():
        touches[account].append((at, deal, channel))
    credit: dict[Credit, float] = defaultdict(float)
    for kind, account, deal, at, reached_at, value in demo.execute(
        """
        select goals.goal_type, goals.account_key, coalesce(won.opportunity_key,
            goals.opportunity_key), coalesce(won.reached_at, goals.reached_at), goals.reached_at,
            goals.goal_value
        from core.fct_goals as goals
        left join core.fct_goals as won on goals.refunded_goal_key = won.goal_key
        where goals.goal_type in ('won', 'refund')
        """
    ).fetchall():
        journey = [
            (touched_at, channel)
            for touched_at, for_deal, channel in touches[account]
            if touched_at <= at and for_deal in (None, deal)
        ]
        month = reached_at.date().replace(day=1)
        for touched_at, channel in journey or [(reached_at, "(no touch)")]:
            touched = touched_at.date().replace(day=1)
            credit[kind, touched, month, channel] += float(value) / max(1, len(journey))
    return credit


@pytest.fixture(scope="module")
def spend(demo: duckdb.DuckDBPyConnection) -> dict[Key, float]:
    rows = demo.execute(
        "select date_trunc('month', performance_date)::date, channel, sum(reporting_spend)"
        " from core.fct_ad_performance group by all"
    ).fetchall()
    return {(month, channel): float(amount) for month, channel, amount in rows}


@pytest.mark.parametrize("clock", ["touch", "close"])
def test_return_on_ad_spend_is_credit_over_spend_of_the_channel_and_month(
    demo: duckdb.DuckDBPyConnection,
    linear: dict[Credit, float],
    spend: dict[Key, float],
    clock: str,
) -> None:
    expected: dict[Key, float] = defaultdict(float)
    for (kind, touched, won, channel), amount in linear.items():
        if kind == "won":
            expected[touched if clock == "touch" else won, channel] += amount
    published: dict[Key, Any] = {
        (month, channel): row
        for month, channel, *row in demo.execute(
            "select month_start_date, channel, credit_amount, spend, roas"
            " from joint.joint__attribution_by_channel where attribution_model = 'linear'"
            " and attribution_scope = 'account' and goal_type = 'won' and clock = ?",
            [clock],
        ).fetchall()
    }
    assert set(expected) | set(spend) <= set(published)
    for key, (credit_amount, spent, roas) in published.items():
        assert float(credit_amount) == pytest.approx(expected[key], abs=0.01)
        assert float(spent) == pytest.approx(spend.get(key, 0), abs=1e-4)
        if spend.get(key):
            assert roas == pytest.approx(expected[key] / spend[key], rel=1e-6, abs=1e-6)
        else:
            assert roas is None


def test_sides_sourced_all_that_was_really_won(
    demo: duckdb.DuckDBPyConnection, truth: dict[date, dict[str, str]]
) -> None:
    rows = demo.execute(
        "select month_start_date, sum(sourced_deals), sum(sourced_amount)"
        " from joint.joint__sourced_revenue where deal_state = 'won' group by 1"
    ).fetchall()
    found = {month: (int(deals), float(amount)) for month, deals, amount in rows}
    really = {
        month: (int(row["won_deals"]), float(row["won_revenue"]))
        for month, row in truth.items()
        if int(row["won_deals"])
    }
    assert found == really


def test_cohorts_have_what_had_come_by_each_age_and_nothing_of_the_future(
    demo: duckdb.DuckDBPyConnection, linear: dict[Credit, float]
) -> None:
    rows = demo.execute(
        "select channel, cohort_month_start_date, month_start_date, age_months, cumulative_amount"
        " from joint.joint__cohort_maturity where attribution_model = 'linear'"
        ""
    ).fetchall()
    assert len(rows) > 1000
    for channel, cohort, month, age, amount in rows:
        assert (month.year - cohort.year) * 12 + month.month - cohort.month == age
        assert month <= date(2026, 6, 1)
        come = sum(
            value
            for (_, touched, won, through), value in linear.items()
            if touched == cohort and won <= month and through == channel
        )
        assert float(amount) == pytest.approx(come, abs=0.01)


def test_customers_cost_what_media_and_the_books_say(
    demo: duckdb.DuckDBPyConnection, truth: dict[date, dict[str, str]]
) -> None:
    rates = [
        (row["currency_code"], date.fromisoformat(row["valid_from"]), float(row["usd_per_unit"]))
        for row in rows_of(PROJECT / "seeds" / "fx_rates.csv")
    ]
    cost = {month: float(row["spend"]) for month, row in truth.items()}
    for row in rows_of(SAMPLE / "landing" / "files" / "costs.csv"):
        if row["team"] in ("marketing", "sales") and row["cost_kind"] != "media":
            month = date.fromisoformat(row["month_start_date"])
            known = [(day, rate) for code, day, rate in rates if code == row["currency_code"]]
            cost[month] += float(row["cost_amount"]) * max(r for r in known if r[0] <= month)[1]
    won: dict[date, int] = defaultdict(int)
    for (day,) in demo.execute(
        "select min_by(close_date, closed_at) from core.fct_opportunities"
        " where is_won or (is_lost and opportunity_type = 'renewal')"
        " group by account_key having min_by(opportunity_type, closed_at) = 'new_business'"
    ).fetchall():
        won[day.replace(day=1)] += 1
    months = sorted(cost)
    published = demo.execute(
        "select month_start_date, new_customers, loaded_cost, lagged_loaded_cac, loaded_cac_year,"
        " lag_months from joint.joint__unit_economics where segment_kind = 'all' order by 1"
    ).fetchall()
    assert [row[0] for row in published] == months
    for number, (month, new_customers, loaded, lagged_cac, cac_year, lag) in enumerate(published):
        assert lag == 2
        assert new_customers == won[month]
        assert float(loaded) == pytest.approx(cost[month], abs=0.1)
        if number >= lag and won[month]:
            assert lagged_cac == pytest.approx(cost[months[number - lag]] / won[month], rel=1e-4)
        if number >= 11:
            year = months[number - 11 : number + 1]
            assert cac_year == pytest.approx(
                sum(cost[m] for m in year) / sum(won[m] for m in year), rel=1e-4
            )


def test_every_attribution_model_has_its_columns_in_the_wide_table() -> None:
    path = PROJECT / "models" / "marts" / "joint" / "joint__attribution_wide.yml"
    (mart,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    columns = {column["name"] for column in mart["columns"]}
    models = {
        row["attribution_model"]
        for row in rows_of(PROJECT / "seeds" / "attribution_models.csv")
        if row["attribution_scope"] == "account"
    }
    assert {name for name in columns if name.endswith("_goals")} == {f"{m}_goals" for m in models}
    assert {name for name in columns if name.endswith("_amount")} == {f"{m}_amount" for m in models}


def test_the_wide_table_says_what_the_long_one_does(demo: duckdb.DuckDBPyConnection) -> None:
    models = demo.execute(
        "select distinct attribution_model from joint.joint__attribution_by_channel"
        " where attribution_scope = 'account'"
    ).fetchall()
    for (model,) in models:
        (different,) = demo.execute(
            f"""
            select count(*)
            from joint.joint__attribution_wide as wide
            full join (
                from joint.joint__attribution_by_channel
                where attribution_model = ? and attribution_scope = 'account'
            ) as long using (goal_type, clock, month_start_date, channel)
            where coalesce(wide.{model}_amount, 0) != coalesce(long.credit_amount, 0)
                or coalesce(wide.{model}_goals, 0) != coalesce(long.credited_goals, 0)
            """,
            [model],
        ).fetchone() or (None,)
        assert different == 0, model
