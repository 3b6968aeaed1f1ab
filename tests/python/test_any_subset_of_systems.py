"""Whatever systems a company has, the project parses and every model builds.

A build for each of 2^n subsets cannot be had, nor is it needed. Only the unions of a domain know
which systems there are, and their columns are under contract; what could go wrong beyond that is
that one system needs another. So each system has a word of zeros and ones, all with equally many
ones, and a subset is the systems whose word has a one in a given place: of any two systems there is
a subset with the one and without the other, and 6 subsets do for 20 systems. With each, the whole
project parses and the unions build. With the smallest two, spreadsheets and nothing, all builds.
"""

from __future__ import annotations

import itertools
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from dbt.cli.main import dbtRunner

from scripts.build import Order, let_go, settings
from scripts.home import PROJECT
from scripts.land import land

FIXTURES = PROJECT / "tests" / "fixtures" / "landing"
AS_OF = date(2026, 6, 30)

Domains = dict[str, list[str]]


def domains() -> Domains:
    """The lists of systems in vars."""
    variables = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    return {name: words for name, words in variables.items() if isinstance(words, list)}


SYSTEMS = sorted({system for listed in domains().values() for system in listed})


def subsets(systems: list[str]) -> list[set[str]]:
    """Few subsets that part any two systems, in both directions."""
    places = next(n for n in itertools.count(2) if len(words(n)) >= len(systems))
    of = dict(zip(systems, words(places), strict=False))
    return [{system for system in systems if place in of[system]} for place in range(places)]


def words(places: int) -> list[set[int]]:
    return [set(word) for word in itertools.combinations(range(places), places // 2)]


def without(dropped: set[str]) -> Domains:
    """The vars of a company that lacks some systems."""
    return {
        domain: [system for system in listed if system not in dropped]
        for domain, listed in domains().items()
    }


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture company's raw database."""
    home = tmp_path_factory.mktemp("landed")
    land(FIXTURES, home, AS_OF, progress=False)
    return home / "raw" / "raw.duckdb"


@pytest.fixture
def order(tmp_path: Path, raw: Path) -> Order:
    return Order(tmp_path, raw, AS_OF.isoformat(), progress=False)


def build(order: Order, variables: Domains, *arguments: str) -> set[str]:
    """Parse the project and build without tests; return the names of the models built."""
    with settings(order):
        outcome: Any = dbtRunner().invoke(
            [
                *("build", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                *("--target-path", str(order.work / "target"), "--log-path", str(order.work)),
                *("--resource-type", "seed", "--resource-type", "model", "--threads", "2"),
                *("--vars", json.dumps({"as_of": order.as_of, **variables})),
                *("--log-level", "none", "--no-partial-parse", "--no-send-anonymous-usage-stats"),
                *arguments,
            ]
        )
        let_go()
    assert outcome.exception is None, outcome.exception
    failed = [
        f"{result.node.name}: {result.message}"
        for result in outcome.result
        if str(result.status) != "success"
    ]
    assert failed == []
    return {result.node.name for result in outcome.result}


def unions() -> list[Path]:
    """The models that depend on which systems there are."""
    return [
        path
        for path in sorted((PROJECT / "models").rglob("*.sql"))
        if knows_of_systems(path.read_text(encoding="utf-8"))
    ]


def knows_of_systems(text: str) -> bool:
    asked = rf"var\(\s*['\"]({'|'.join(domains())})['\"]"
    return "union_sources(" in text or re.search(asked, text) is not None


def test_of_any_two_systems_there_is_a_subset_with_only_one() -> None:
    found = subsets(SYSTEMS)
    for with_it, without_it in itertools.permutations(SYSTEMS, 2):
        assert any(with_it in subset and without_it not in subset for subset in found)


def test_only_unions_know_which_systems_there_are() -> None:
    assert {path.parts[len(PROJECT.parts) + 1] for path in unions()} == {"intermediate"}
    for macro in (PROJECT / "macros").glob("*.sql"):
        assert macro.stem == "union_sources" or not knows_of_systems(macro.read_text())


@pytest.mark.parametrize("kept", subsets(SYSTEMS), ids=lambda kept: "+".join(sorted(kept)))
def test_a_company_with_some_systems_needs_no_other(order: Order, kept: set[str]) -> None:
    names = {path.stem for path in unions()}
    selected = " ".join(f"+{name}" for name in sorted(names))
    built = build(order, without(set(SYSTEMS) - kept), "--empty", "--select", selected)
    staged = {name.removeprefix("stg_").split("__")[0] for name in built if name[:4] == "stg_"}
    assert staged == kept
    assert names <= built


@pytest.mark.parametrize("kept", [{"files"}, set()], ids=["files", "nothing"])
def test_a_company_of_spreadsheets_and_one_of_nothing_get_every_table(
    order: Order, kept: set[str]
) -> None:
    built = build(order, without(set(SYSTEMS) - kept))
    assert everything() <= built
    with duckdb.connect(str(order.database), read_only=True) as warehouse:
        for table in ("meetings", "feedback", "trainings", "sessions", "opportunities"):
            found = warehouse.execute(f"select count(*) from core.fct_{table}").fetchall()
            path = FIXTURES / "files" / f"{table}.csv"
            sent = len(path.read_text().splitlines()) - 1 if kept and path.exists() else 0
            assert (table, found[0][0]) == (table, sent)


def everything() -> set[str]:
    """The tables of core and the marts, by their files."""
    folders = (PROJECT / "models" / "core", PROJECT / "models" / "marts")
    return {path.stem for folder in folders for path in folder.rglob("*.sql")}
