"""What tests share: real refreshes, made once per session and input."""

from __future__ import annotations

import hashlib
import re
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
from shared import Shared

from scripts.build import Build, Built, Order, dbt_build
from scripts.contracts import load_contracts
from scripts.home import PROJECT, Home
from scripts.raw import read_manifest, write_catalog
from scripts.refresh import Night, audit, refresh
from scripts.sample.company import Order as Company
from scripts.sample.company import make

AS_OF = date(2026, 6, 30)
Landing = Mapping[str, Path | str]
RunBuild = Callable[..., Path]
Nobody = Callable[[str], Built]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    return Shared(tmp_path_factory)


@pytest.fixture(scope="session")
def parsed(shared: Shared) -> Any:
    """dbt's manifest of the project: parsing takes as long as building a small company."""

    def parse(folder: Path) -> Any:
        return (
            dbtRunner()
            .invoke(
                [
                    *("parse", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                    *("--target-path", str(folder), "--log-path", str(folder)),
                    *("--log-level", "none", "--no-partial-parse"),
                    "--no-send-anonymous-usage-stats",
                ]
            )
            .result
        )

    return shared.once("parsed", parse)


@pytest.fixture(scope="session")
def nobody(shared: Shared, parsed: Any) -> Nobody:
    """What dbt makes, on a day, of a company that sent no file: built whole once, and tested."""

    def on(day: str) -> Built:
        def build(place: Path) -> Built:
            home = Home(place / "home")
            write_catalog(home.root, load_contracts(PROJECT))
            order = Order(place, home.raw_database, day, progress=False, unit_tests=False)
            if day == AS_OF.isoformat():
                built = dbt_build(order, parsed.deepcopy())
            else:
                knowing = models_that_know_the_day(parsed)
                built = upon(on(AS_OF.isoformat()), order, knowing, parsed)
            audit(built)
            return built

        return shared.once(f"nobody-{day}", build)

    return on


@pytest.fixture(scope="session")
def dbt(parsed: Any, nobody: Nobody) -> Build:
    """A build of all that a company's files reach; the rest is nobody's.

    A table that no file reaches has the same rows in every company, those of one without files.
    Unit tests say nothing about the data: `make test` runs them when it refreshes the sample.
    """

    def build(order: Order) -> Built:
        assert order.previous is None, "nobody's tables carry no generation on: build it whole"
        files = read_manifest(order.raw.parent.parent)
        sources = [f"source:{file.system}.{file.table}" for file in files]
        return upon(nobody(order.as_of), order, sources, parsed)

    return build


def upon(before: Built, order: Order, changed: list[str], parsed: Any) -> Built:
    """Build what follows from `changed` into a copy of an earlier build, which makes it whole.

    An order that selects tables wants no more than those and what they are made of; of the tests
    then only those that look at nothing else.
    """
    shutil.copy(before.database, order.database)
    select = " ".join(f"{name}+" for name in sorted(set(changed)))
    if order.select:
        parsed.build_parent_and_child_maps()
        wanted = all_from(parsed.child_map, changed)
        wanted &= all_from(parsed.parent_map, order.select.split())
        select = " ".join(sorted(parsed.nodes[key].name for key in wanted & set(parsed.nodes)))
    built = dbt_build(replace(order, select=select, unit_tests=False), parsed.deepcopy())
    again = {(node.kind, node.name) for node in built.nodes}
    kept = [node for node in before.nodes if (node.kind, node.name) not in again]
    return replace(
        built,
        nodes=[*built.nodes, *kept],
        tables=before.tables,
        append_only=before.append_only,
    )


def all_from(links: Mapping[str, list[str]], names: list[str]) -> set[str]:
    """The unique ids that are named, and all that the links lead to; tests are left to dbt."""
    ends = {name.removeprefix("source:") for name in names}
    found: set[str] = set()
    more = {key for key in links if named(key) in ends}
    while more:
        found |= more
        more = {end for key in more for end in links[key]} - found
    return {key for key in found if key.split(".")[0] in ("model", "seed", "source")}


def named(key: str) -> str:
    """What a select calls a unique id: the model's name, or a source's system and table."""
    kind, _, *rest = key.split(".")
    return ".".join(rest) if kind in ("model", "source") else ""


def models_that_know_the_day(parsed: Any) -> list[str]:
    """Those that ask `as_of()`, themselves or through another macro."""
    knowing = {name for name in parsed.macros if name.endswith(".as_of")}
    assert knowing, "there is no macro as_of any more"
    while more := {
        name
        for name, macro in parsed.macros.items()
        if name not in knowing and knowing & set(macro.depends_on.macros)
    }:
        knowing |= more
    return [node.name for node in parsed.nodes.values() if knowing & set(node.depends_on.macros)]


def tables_named_in(path: Path, parsed: Any) -> set[str]:
    """The tables of core and the marts that the text of a file has a word for."""
    words = set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    published = {
        node.name
        for node in parsed.nodes.values()
        if node.resource_type == "model" and node.path.startswith(("core/", "marts/"))
    }
    assert words & published, f"{path.name} names no table"
    return words & published


@pytest.fixture(scope="session")
def build(shared: Shared, dbt: Build, parsed: Any) -> RunBuild:
    """Refresh a landing folder for real and give the path of the published database.

    `build({"salesforce/opportunity.csv": path_or_text}, as_of="2026-06-30")`, or a folder for the
    files; the same files give the same database, whichever test asks. A Stopped of the refresh
    comes through. With `reads=__file__` only the tables that this file names in its queries are
    the company's, and what they are made of; the others are those of nobody. Without data
    tests, a company may be looked at whose data others have tested already.
    """

    def run(
        landing: Landing | Path,
        as_of: date | str = AS_OF,
        reads: str | None = None,
        data_tests: bool = True,
    ) -> Path:
        day = date.fromisoformat(str(as_of))
        if isinstance(landing, Path):
            landing = {
                path.relative_to(landing).as_posix(): path
                for path in landing.rglob("*")
                if path.is_file()
            }
        files = {
            name: content.read_bytes() if isinstance(content, Path) else content.encode()
            for name, content in landing.items()
        }

        select = " ".join(sorted(tables_named_in(Path(reads), parsed))) if reads else None

        def company(folder: Path) -> Path:
            for name, content in files.items():
                path = folder / "landing" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

            def chosen(order: Order) -> Built:
                return dbt(replace(order, select=select, data_tests=data_tests))

            return refreshed(folder / "landing", folder / "home", day, chosen)

        digests = {name: hashlib.sha256(content).digest() for name, content in files.items()}
        call = hashlib.sha256(
            repr((sorted(digests.items()), day, select, data_tests)).encode()
        ).hexdigest()[:16]
        return shared.once(call, company)

    return run


@pytest.fixture(scope="session")
def sample(shared: Shared) -> Callable[..., Path]:
    """The folder of a sample company: `sample("hubspot", scale=0.1)` is one that uses HubSpot.

    18 months, and made once. Take one that other tests take, rather than another scale.
    """

    def made(*crms: str, scale: float = 0.1) -> Path:
        def company(folder: Path) -> Path:
            wanted = Company(folder / "out", scale, 1, date(2025, 1, 1), AS_OF, crms=crms)
            make(wanted)
            return wanted.out

        return shared.once(f"sample-{'-'.join(crms)}-{scale}", company)

    return made


def refreshed(landing: Path, home: Path, as_of: date, build: Build = dbt_build) -> Path:
    place = Home(home)
    refresh(Night(landing, place, as_of, progress=False), build)
    return place.database


@pytest.fixture(scope="session")
def company(shared: Shared, parsed: Any) -> Home:
    """The home folder of the fixture company, refreshed once. Leave it as it is."""

    def whole(order: Order) -> Built:
        return dbt_build(replace(order, unit_tests=False), parsed.deepcopy())

    def fixture_company(folder: Path) -> Path:
        refreshed(PROJECT / "tests" / "fixtures" / "landing", folder / "home", AS_OF, whole)
        return folder / "home"

    return Home(shared.once("company", fixture_company))


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
