"""The ledger's own SQL, as dbt compiles it, in a DuckDB of its own in memory.

What is run is whatever the manifest says lies between the inputs and the table that is asked for,
in the order of their dependencies: a model that is added, merged or split needs no change here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.cli.main import dbtRunner

from scripts.home import PROJECT

GOALS = "fct_goals"
TOUCHES = "fct_touchpoints"
CONTACTS = "int_crm__opportunity_contacts"
IDENTIFIERS = "int_identity__person_identifiers"
EFFECTS = "fct_channel_effects"
LEDGER = "fct_attribution"
SETTINGS = {"as_of": "2026-06-30", "bootstrap_samples": 2, "shapley_players": 4}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One model between the inputs and the result."""

    name: str
    relation: str
    sql: str
    is_constant: bool = False

    def __str__(self) -> str:
        return f"create or replace table {self.relation} as\n{self.sql}"


@dataclass(frozen=True)
class Program:
    """What has to be run for a table, on which inputs: name -> (relation, columns with types)."""

    target: str
    inputs: dict[str, tuple[str, dict[str, str]]]
    seeds: dict[str, tuple[str, dict[str, str]]]
    steps: list[Step]


@dataclass
class Laboratory:
    """A warehouse in memory with the project's seeds, in which a program runs on any rows."""

    program: Program
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def __post_init__(self) -> None:
        run = self.connection.execute
        run("attach ':memory:' as warehouse; use warehouse; set threads = 1; set TimeZone = 'UTC'")
        for schema in ("core", "seeds", "intermediate"):
            run(f"create schema {schema}")
        for relation, columns in self.program.inputs.values():
            listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            run(f"create table {relation} ({listed})")
        for name, (relation, kinds) in self.program.seeds.items():
            path = next((PROJECT / "seeds").rglob(f"{name}.csv"))
            listed = ", ".join(f"'{column}': '{kind}'" for column, kind in kinds.items())
            run(
                f"create table {relation} as select * from"
                f" read_csv('{path}', header = true, nullstr = '', types = {{{listed}}})"
            )
        self.run([step for step in self.program.steps if step.is_constant])

    def put(self, name: str, rows: Iterable[Row]) -> None:
        """Make these the rows of an input; a column that a row lacks is null."""
        relation, columns = self.program.inputs[name]
        found = list(rows)
        assert all(row.keys() <= columns.keys() for row in found), f"{name} has no such column"
        self.connection.execute(f"truncate {relation}")
        if found:
            places = ", ".join(["(" + ", ".join("?" * len(columns)) + ")"] * len(found))
            values = [row.get(column) for row in found for column in columns]
            self.connection.execute(f"insert into {relation} values {places}", values)

    def run(self, steps: Sequence[Step] | None = None) -> None:
        """Run these steps; else all that follow from the inputs."""
        if steps is None:
            steps = [step for step in self.program.steps if not step.is_constant]
        for step in steps:
            self.connection.execute(str(step))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()


def compiled(parsed: Any, folder: Path, target: str, inputs: Sequence[str]) -> Program:
    """The program for `target`: compiled by dbt, up to `inputs` and to what needs no input."""
    models = {
        node.name: node
        for node in parsed.nodes.values()
        if node.resource_type in ("model", "seed") and node.package_name == "onefunnel"
    }
    names = {node.unique_id: name for name, node in models.items()}
    ordered: list[str] = []
    reached: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in reached:
            return
        reached[name] = None
        if name in inputs or models[name].resource_type == "seed":
            return
        for upstream in models[name].depends_on.nodes:
            assert upstream in names, (
                f"{name} reads {upstream}, so {target} has inputs unknown here"
            )
            visit(names[upstream])
        ordered.append(name)

    visit(target)
    missing = set(inputs) - reached.keys()
    assert not missing, f"{target} does not read {missing}"
    nodes = compile_sql(parsed, folder, ordered)
    constant = {name for name in reached if models[name].resource_type == "seed"}
    for name in ordered:
        if {names[upstream] for upstream in models[name].depends_on.nodes} <= constant:
            constant.add(name)

    def described(name: str) -> tuple[str, dict[str, str]]:
        node = models[name]
        columns = {c.name: c.data_type or kind_of(c.name) for c in node.columns.values()}
        columns.update(node.config.get("column_types") or {})
        return f'"warehouse"."{node.schema}"."{name}"', columns

    return Program(
        target,
        {name: described(name) for name in inputs},
        {n: described(n) for n in reached if models[n].resource_type == "seed"},
        [
            Step(n, described(n)[0], nodes[models[n].unique_id]["compiled_code"], n in constant)
            for n in ordered
        ],
    )


def kind_of(column: str) -> str:
    """The type of a column whose contract names none: an intermediate model has no need to."""
    return "boolean" if column.startswith("is_") else "varchar"


def compile_sql(parsed: Any, folder: Path, names: Sequence[str]) -> dict[str, Any]:
    duckdb.connect(str(folder / "raw.duckdb")).close()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ONEFUNNEL_WAREHOUSE", str(folder / "warehouse.duckdb"))
        environment.setenv("ONEFUNNEL_RAW", str(folder / "raw.duckdb"))
        outcome = dbtRunner(manifest=parsed.deepcopy()).invoke(
            [
                *("compile", "--no-introspect", "--select", " ".join(names)),
                *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                *("--target-path", str(folder), "--log-path", str(folder)),
                *("--log-level", "none", "--no-send-anonymous-usage-stats"),
                *("--vars", json.dumps(SETTINGS)),
            ]
        )
    assert outcome.success, outcome.exception
    nodes: dict[str, Any] = json.loads((folder / "manifest.json").read_text())["nodes"]
    return nodes
