"""The same rows give the same tables, whatever their order, the threads or the time zone."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts.build import Built, Order, dbt_build
from scripts.home import PROJECT, Home
from scripts.refresh import Night, refresh
from tests.python.conftest import AS_OF

LANDING = PROJECT / "tests" / "fixtures" / "landing"


@pytest.fixture
def far_away() -> Iterator[None]:
    """A machine whose clock stands fourteen hours ahead of ours."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Pacific/Kiritimati"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def tables(home: Home) -> dict[str, Any]:
    manifest = json.loads((home.root / "current" / "MANIFEST.json").read_text())
    found: dict[str, Any] = manifest["tables"]
    return {name: table for name, table in found.items() if not name.startswith("ops.")}


def shuffle_rows(landing: Path) -> None:
    order = random.Random(7)
    for file in sorted(landing.rglob("*.csv")):
        header, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if any(row.count('"') % 2 for row in rows):
            continue  # a cell spans lines
        order.shuffle(rows)
        file.write_text("".join([header, *rows]), encoding="utf-8")


@pytest.mark.usefixtures("far_away")
def test_shuffled_rows_one_thread_and_another_time_zone_change_nothing(
    company: Home, parsed: Any, tmp_path: Path
) -> None:
    def build(order: Order) -> Built:
        return dbt_build(replace(order, unit_tests=False, data_tests=False), parsed.deepcopy())

    shutil.copytree(LANDING, tmp_path / "landing")
    shuffle_rows(tmp_path / "landing")
    home = Home(tmp_path / "home")
    refresh(Night(tmp_path / "landing", home, AS_OF, threads=1, progress=False), build)
    assert tables(home) == tables(company)
