"""What spares the tests work changes nothing of what they see."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_partial_companies import LEADS

from scripts.build import Built, Order, dbt_build
from tests.python.conftest import refreshed
from tests.python.shared import Shared

DAY = date(2026, 2, 28)


def tables(database: Path) -> dict[str, Any]:
    """Rows and hash of every table that is not about the run itself."""
    manifest = json.loads((database.parent / "MANIFEST.json").read_text())
    found: dict[str, Any] = manifest["tables"]
    return {name: table for name, table in found.items() if not name.startswith("ops.")}


@pytest.mark.slow
def test_a_company_built_upon_nobody_s_tables_is_the_company_built_whole(
    build: Callable[..., Path], parsed: Any, tmp_path: Path
) -> None:
    """Of few files, and for another day than nobody's: where most is taken over."""

    def whole(order: Order) -> Built:
        return dbt_build(replace(order, unit_tests=False, data_tests=False), parsed.deepcopy())

    landing = tmp_path / "landing"
    (landing / "files").mkdir(parents=True)
    (landing / "files" / "leads.csv").write_text(LEADS, encoding="utf-8")
    expected = tables(refreshed(landing, tmp_path / "home", DAY, whole))

    assert tables(build({"files/leads.csv": LEADS}, as_of=DAY)) == expected
    assert expected["core.fct_leads"]["rows"] > 0


def test_what_one_worker_made_another_takes(tmp_path_factory: pytest.TempPathFactory) -> None:
    one, other = Shared(tmp_path_factory), Shared(tmp_path_factory)

    def fail(folder: Path) -> str:
        (folder / "half").touch()
        raise ValueError(folder.name)

    for worker in (one, other):
        with pytest.raises(ValueError, match="thing"):
            worker.once("thing", fail)
    assert one.once("thing", lambda folder: sorted(folder.iterdir())) == []
    assert other.once("thing", fail) == []
