"""What tests share: real refreshes, made once per session and input."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attribution_harness import (
    CONTACTS,
    GOALS,
    IDENTIFIERS,
    LEDGER,
    TOUCHES,
    Laboratory,
    compiled,
)
from dbt.cli.main import dbtRunner

from scripts.build import Build, Built, Order, dbt_build
from scripts.home import PROJECT, Home
from scripts.refresh import Night, refresh

AS_OF = date(2026, 6, 30)
Landing = Mapping[str, Path | str]
RunBuild = Callable[..., Path]


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """dbt's manifest of the project: parsing takes as long as building a small company."""
    folder = tmp_path_factory.mktemp("parsed")
    return (
        dbtRunner()
        .invoke(
            [
                *("parse", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                *("--target-path", str(folder), "--log-path", str(folder), "--log-level", "none"),
                *("--no-partial-parse", "--no-send-anonymous-usage-stats"),
            ]
        )
        .result
    )


@pytest.fixture(scope="session")
def build(parsed: Any, tmp_path_factory: pytest.TempPathFactory) -> RunBuild:
    """Refresh a landing folder for real and give the path of the published database.

    `build({"salesforce/opportunity.csv": path_or_text}, as_of="2026-06-30")`; the same call
    gives the same database. A Stopped of the refresh comes through.
    """
    built: dict[str, Path] = {}

    def without_unit_tests(order: Order) -> Built:
        """They say nothing about the data, and the fixture company's refresh runs them."""
        return dbt_build(replace(order, unit_tests=False), parsed.deepcopy())

    def run(landing: Landing, as_of: date | str = AS_OF) -> Path:
        day = date.fromisoformat(str(as_of))
        call = hashlib.sha256(repr((sorted(landing.items()), day)).encode()).hexdigest()
        if call not in built:
            folder = tmp_path_factory.mktemp("company")
            for name, content in landing.items():
                path = folder / "landing" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                if isinstance(content, Path):
                    shutil.copy(content, path)
                else:
                    path.write_text(content, encoding="utf-8")
            built[call] = refreshed(folder / "landing", folder / "home", day, without_unit_tests)
        return built[call]

    return run


def refreshed(landing: Path, home: Path, as_of: date, build: Build = dbt_build) -> Path:
    place = Home(home)
    refresh(Night(landing, place, as_of, progress=False), build)
    return place.database


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home folder of the fixture company, refreshed once. Leave it as it is."""
    place = Home(tmp_path_factory.mktemp("company") / "home")
    refreshed(PROJECT / "tests" / "fixtures" / "landing", place.root, AS_OF)
    return place


@pytest.fixture(scope="session")
def published(company: Home) -> Path:
    """The fixture company's published database."""
    return company.database


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data of others that lies beside the checkout, and never in it."""
    path = PROJECT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("../shared/data is not here")
    return path


@pytest.fixture(scope="session")
def ledger_lab(parsed: Any, tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    """The ledger's SQL, on whatever goals and touches a test makes up."""
    folder = tmp_path_factory.mktemp("ledger")
    return Laboratory(compiled(parsed, folder, LEDGER, [GOALS, TOUCHES, CONTACTS, IDENTIFIERS]))
