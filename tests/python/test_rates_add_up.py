"""Rates of the marketing marts are ratios of sums: put together in one way or another, the rows of
a mart give the same rate."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache
from typing import Any

import duckdb
import pytest
from test_faults_of_others import Rate, rates, value

from scripts.home import PROJECT

DEMO = PROJECT / "var" / "demo" / "current" / "onefunnel.duckdb"
RATES = [rate for rate in rates() if rate.mart.startswith("marketing__")]


def test_every_mart_of_marketing_with_a_rate_is_put_together() -> None:
    without = {
        f"marketing__{name}" for name in ("excluded_traffic", "lead_scores", "lead_score_drivers")
    }
    folder = PROJECT / "models" / "marts" / "marketing"
    assert {rate.mart for rate in RATES} == {path.stem for path in folder.glob("*.sql")} - without


def rolled_up(rows: list[dict[str, Any]], rate: Rate, by: str) -> dict[Any, tuple[float, float]]:
    """What stands above and below the line, summed over rows that have the rate."""
    sums: dict[Any, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for row in rows:
        above, below = value(rate.above, row), value(rate.below, row)
        if row[rate.column] is not None:
            assert above is not None and below, f"{rate}: {row}"
            so_far = sums[row[by]]
            sums[row[by]] = (so_far[0] + above, so_far[1] + below)
    return sums


def weighted(rows: list[dict[str, Any]], rate: Rate, by: str) -> dict[Any, float]:
    """The published rates, each with the weight of what it was divided by."""
    sums: dict[Any, float] = defaultdict(float)
    for row in rows:
        if row[rate.column] is not None:
            below = value(rate.below, row)
            assert below is not None
            sums[row[by]] += row[rate.column] * below
    return sums


@cache
def published(mart: str) -> list[dict[str, Any]]:
    """The rows of a mart of the sample company, as `make test` published them."""
    if not DEMO.exists():
        pytest.skip("the sample company is not published; `make refresh` does it")
    with duckdb.connect(str(DEMO), read_only=True) as warehouse:
        result = warehouse.execute(f"select * from marketing.{mart}")
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: f"{rate.mart}.{rate.column}")
def test_a_rate_is_the_same_however_its_rows_are_put_together(rate: Rate) -> None:
    rows = published(rate.mart)
    totals = []
    for by in [name for name in rows[0] if isinstance(rows[0][name], str) or "date" in name]:
        groups = rolled_up(rows, rate, by)
        weights = weighted(rows, rate, by)
        for key, (above, below) in groups.items():
            assert math.isclose(weights[key] / below, above / below, rel_tol=1e-9, abs_tol=1e-9)
        totals.append(tuple(map(sum, zip(*groups.values(), strict=True))) if groups else ())
    assert len({tuple(round(part, 6) for part in total) for total in totals}) == 1
