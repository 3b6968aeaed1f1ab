"""Identifiers that hang together are found whatever the shape of the graph and the order of links.

The macro runs as it is, on DuckDB, held against a union-find in plain Python.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Never

import duckdb
import pytest
from dbt.cli.main import dbtRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from scripts.build import let_go
from scripts.home import PROJECT

Links = list[tuple[str, str]]
MACROS = ["connected_components", "contract_links", "both_ways", "count_rows", "lot", "work_table"]


class Macros:
    """The project's macros over one connection, with what dbt lends them."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.statements: list[str] = []
        files = [*MACROS, "default__lot", "default__work_table"]
        text = "".join((PROJECT / f"macros/{name}.sql").read_text() for name in files)
        environment = Environment(extensions=["jinja2.ext.do"])
        environment.globals |= {
            "run_query": self.run_query,
            "adapter": SimpleNamespace(dispatch=self.dispatch),
            "exceptions": SimpleNamespace(raise_compiler_error=self.complain),
        }
        self.module: Any = environment.from_string(text).module

    def run_query(self, sql: str) -> SimpleNamespace:
        self.statements.append(sql)
        return SimpleNamespace(rows=self.connection.execute(sql).fetchall())

    def dispatch(self, name: str) -> Any:
        return getattr(self.module, f"default__{name}")

    def complain(self, message: str) -> Never:
        raise AssertionError(message)

    def components(self, links: Links) -> dict[str, str]:
        """The first identifier of the component of each."""
        self.statements.clear()
        self.connection.execute(
            "create or replace table links (identifier varchar, other_identifier varchar)"
        )
        if links:
            self.connection.executemany("insert into links values (?, ?)", links)
        self.module.connected_components("t", "select * from links")
        rows = self.connection.execute(
            "select identifier, min(identifier) over (partition by component) from t__members"
        ).fetchall()
        found = dict(rows)
        assert len(found) == len(rows), "an identifier has two components"
        return found

    @property
    def rounds(self) -> int:
        return sum("__representatives_" in sql and "min_by" in sql for sql in self.statements)


def united(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Union-find; the name of a set is its first member."""
    parent: dict[str, str] = {}

    def root(member: str) -> str:
        while parent.setdefault(member, member) != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for one, other in links:
        if one != other:
            first, second = sorted((root(one), root(other)))
            parent[second] = first
    return {member: root(member) for member in list(parent)}


@pytest.fixture(scope="module")
def macros() -> Macros:
    return Macros()


# Few names make rings and knots, many make trees and pairs.
NAMES = st.one_of(st.integers(0, 6), st.integers(0, 60)).map(lambda n: f"visitor:{n}")


# Not a fixture: Hypothesis would make one for every example, or share one that tests changed.
ON_DUCKDB = Macros()


@settings(max_examples=300, deadline=None)
@given(links=st.lists(st.tuples(NAMES, NAMES), max_size=80))
def test_any_graph_has_the_components_that_union_find_gives(links: Links) -> None:
    assert ON_DUCKDB.components(links) == united(links)


def chain(hops: int, order: str) -> Links:
    """Hops whose names rise along the way, or lie anywhere."""
    names = [f"visitor:{n:06}" for n in range(hops + 1)]
    if order == "shuffled":
        random.Random(5).shuffle(names)
    return list(zip(names, names[1:], strict=False))


@pytest.mark.parametrize("order", ["rising", "shuffled"])
def test_a_chain_of_2000_hops_is_one_person_after_few_rounds(macros: Macros, order: str) -> None:
    found = macros.components(chain(2000, order))
    assert len(found) == 2001
    assert set(found.values()) == {"visitor:000000"}
    assert macros.rounds <= 25


def test_rounds_follow_the_logarithm_of_the_longest_way(macros: Macros) -> None:
    macros.components(chain(20_000, "rising"))
    assert macros.rounds <= 35


def test_browsers_with_one_neighbour_need_no_round(macros: Macros) -> None:
    star = [(f"visitor:{n}", "contact:1") for n in range(50)]
    pairs = [(f"visitor:a{n}", f"email:{n}") for n in range(50)]
    assert macros.components(star + pairs) == united(star + pairs)
    assert macros.rounds == 0


def test_no_links_are_no_components(macros: Macros) -> None:
    assert macros.components([]) == {}
    assert macros.components([("a", "a")]) == {}


PROJECT_FILE = """
name: tiny
profile: tiny
models: {tiny: {+materialized: connected_components}}
"""
PROFILE = """
tiny: {target: it, outputs: {it: {type: duckdb, path: "PATH", threads: 2}}}
"""


def test_the_materialization_gives_one_table_whatever_the_order_of_the_links(
    tmp_path: Path,
) -> None:
    """Run by dbt, twice, with the links shuffled, and with no rows at all."""
    links = [*chain(2000, "shuffled"), ("contact:9", "email:a"), ("visitor:z", "email:a")]
    results = []
    for turn in range(2):
        random.Random(turn).shuffle(links)
        results.append(run_dbt(tmp_path, [(b, a) if turn else (a, b) for a, b in links]))
    assert results[0] == results[1] == united(links)
    assert run_dbt(tmp_path, links, "--empty") == {}


def run_dbt(folder: Path, links: Links, *flags: str) -> dict[str, str]:
    (folder / "models").mkdir(exist_ok=True)
    if not (folder / "macros").exists():
        (folder / "macros").symlink_to(PROJECT / "macros")
    (folder / "dbt_project.yml").write_text(PROJECT_FILE)
    (folder / "profiles.yml").write_text(PROFILE.replace("PATH", str(folder / "tiny.duckdb")))
    rows = ", ".join(f"('{a}', '{b}')" for a, b in links)
    (folder / "models/links.sql").write_text(
        "{{ config(materialized='table') }}"
        f"select * from (values {rows}) as t (identifier, other_identifier)"
    )
    for name in ("members", "others"):
        (folder / f"models/{name}.sql").write_text("select * from {{ ref('links') }}")
    where = ["--project-dir", str(folder), "--profiles-dir", str(folder)]
    outcome = dbtRunner().invoke(["--quiet", "run", *where, *flags, "--no-partial-parse"])
    let_go()
    assert outcome.success, outcome.exception
    with duckdb.connect(str(folder / "tiny.duckdb"), read_only=True) as connection:
        members, others = (
            connection.execute(f"select * from {name} order by all").fetchall()
            for name in ("members", "others")
        )
    assert members == others
    return dict(members)
