"""The pipeline and the forecasts of a past day know nothing of later days.

The sample company is refreshed night after night in one home, as it would have been, and compared
with what a refresh from scratch on the last day says of the nights before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.build import Build, Built, Order, dbt_build
from scripts.home import Home
from scripts.refresh import Night, refresh
from scripts.sample import company

FIRST = date(2025, 6, 1)
LAST = date(2026, 6, 30)
# The CRM is enough for these tables.
SYSTEMS = ["salesforce", "files"]
TABLES = (
    "+sales__pipeline_bridge +sales__pipeline_daily +sales__forecast_accuracy +fct_deal_chances"
)
CHECKS = "assert_pipeline_bridge_closes"

SNAPSHOTS = "select * from core.fct_pipeline_snapshots where snapshot_date <= ? order by all"
FORECASTS = (
    "select * exclude (saved_date) from core.fct_forecasts where made_date <= ? order by all"
)
CHANCES = (
    "select made_date, opportunity_key, within_weeks, chance_rate from core.fct_deal_chances"
    " where made_date <= ? order by all"
)
BRIDGE = (
    "select * from sales.sales__pipeline_bridge where period_type = 'week'"
    " and period_end_date <= ? order by all"
)


class Replay:
    """A company that lives through nights in one home."""

    def __init__(self, folder: Path, scale: float, build: Build) -> None:
        self.folder = folder
        self.scale = scale
        self.build = build
        self.home = Home(folder / "home")

    def exports(self, day: date) -> Path:
        """What its tools had exported by the night of the day."""
        out = self.folder / f"exports-{day}"
        if not out.exists():
            company.make(company.Order(out=out, scale=self.scale, seed=1, first=FIRST, last=day))
            for system in (out / "landing").iterdir():
                if system.name not in SYSTEMS:
                    system.rename(out / system.name)
        return out / "landing"

    def live(self, day: date, home: Home | None = None) -> Home:
        """One night; the same home again unless told another."""
        place = home or self.home
        refresh(Night(self.exports(day), place, day, progress=False, allow_shrink=True), self.build)
        return place


def rows(home: Home, query: str, day: date) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.database), read_only=True) as published:
        return published.execute(query, [day]).fetchall()


@pytest.fixture(scope="module")
def building(parsed: Any) -> Build:
    def build(order: Order) -> Built:
        chosen = replace(order, unit_tests=False, select=f"{TABLES} {CHECKS}")
        return dbt_build(chosen, parsed.deepcopy())

    return build


def nights_and_from_scratch(replay: Replay, nights: list[date]) -> None:
    """Whatever the nights said of a day is what the last day says of it, from scratch, too."""
    said = {}
    for night in nights:
        replay.live(night)
        said[night] = {
            query: rows(replay.home, query, night)
            for query in (SNAPSHOTS, FORECASTS, CHANCES, BRIDGE)
        }
    scratch = replay.live(nights[-1], Home(replay.folder / "scratch"))
    for night, answers in said.items():
        for query, then in answers.items():
            assert then, query
            assert rows(scratch, query, night) == then, f"{night}: {query}"
    # all that was carried over from night to night equals all that is worked out at once
    for query in (SNAPSHOTS, FORECASTS, BRIDGE):
        assert rows(replay.home, query, LAST) == rows(scratch, query, LAST), query


def test_a_past_day_is_what_it_was_whatever_came_later(tmp_path: Path, building: Build) -> None:
    """Two months apart; every category that a rep changes later is not changed yet."""
    nights_and_from_scratch(Replay(tmp_path, 0.4, building), [date(2026, 4, 26), LAST])


@pytest.mark.chaos
def test_a_month_of_nights_says_what_its_last_night_says(tmp_path: Path, building: Build) -> None:
    nights = [LAST - timedelta(days=back) for back in range(30, -1, -1)]
    nights_and_from_scratch(Replay(tmp_path, 0.5, building), nights)
