"""Run `dbt build` in this process into a private database and say what came of it."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from scripts.home import PROJECT

# Not onefunnel.duckdb: the catalog is named after the file, and must not be a schema's name.
WAREHOUSE = "warehouse.duckdb"
TESTS = ("test", "unit_test")
# What profiles.yml attaches as the generation before when there is none.
NO_GENERATION = ":memory:"
# How dbt begins a message about a node: "Runtime Error in model x (models/x.sql)".
REPEATED = re.compile(r"^\w+ Error in \w+ \S+ \([^)]*\)\s*")


@dataclass(frozen=True)
class Order:
    """What to build: from which raw database, in which folder, for which day.

    `previous` is the published database whose append-only tables are carried on.
    """

    work: Path
    raw: Path
    as_of: str
    previous: Path | None = None
    memory_limit: str = "4GB"
    threads: int = 2
    progress: bool = True
    select: str | None = None
    unit_tests: bool = True
    data_tests: bool = True
    project: Path = PROJECT

    @property
    def database(self) -> Path:
        return self.work / WAREHOUSE


@dataclass(frozen=True)
class Node:
    """How one seed, model or test ended. `failures` counts the rows a test found."""

    name: str
    kind: str
    path: str
    status: str
    failures: int = 0
    message: str = ""
    seconds: float = 0.0

    def complaint(self) -> str:
        """One line for a node that did not end well."""
        if self.kind not in TESTS or self.status == "error":
            found = self.message
        elif self.kind == "unit_test":
            found = "the rows differ from those it expects"
        else:
            found = f"{self.failures} row{'' if self.failures == 1 else 's'}"
        return f"{self.kind.replace('_', ' ')} {self.name} ({self.path}): {found}"


@dataclass(frozen=True)
class Built:
    """What came of a build.

    `tables` are (schema, name) of the models that are tables now, `append_only` of those whose
    rows must stay for ever; `fault` is why dbt gave up before or beside its nodes, such as a
    parse error.
    """

    database: Path
    nodes: list[Node] = field(default_factory=list)
    tables: list[tuple[str, str]] = field(default_factory=list)
    fault: str | None = None
    append_only: list[tuple[str, str]] = field(default_factory=list)

    def errors(self) -> list[str]:
        """What could not be built, or not even be tested."""
        lines = [self.fault] if self.fault else []
        return lines + [node.complaint() for node in self.nodes if node.status == "error"]

    def failed_tests(self) -> list[str]:
        return [node.complaint() for node in self.nodes if node.status == "fail"]

    def warnings(self) -> list[str]:
        return [node.complaint() for node in self.nodes if node.status == "warn"]

    def counts(self) -> dict[str, int]:
        """How many nodes ended how: {'success': 80, 'pass': 210}."""
        return dict(sorted(Counter(node.status for node in self.nodes).items()))


Build = Callable[[Order], Built]


def dbt_build(order: Order, parsed: Any = None) -> Built:
    """Run every seed, model and test of the project into `order.database`.

    `parsed` is dbt's manifest of the same project, for whoever builds it many times. Writes
    into `order.work` alone, never into the project folder. Does not raise for what dbt finds;
    KeyboardInterrupt passes through, with the queries cancelled.
    """
    from dbt.cli.main import dbtRunner  # seconds to import, so only when a build is wanted

    target = order.work / "target"
    arguments = [
        *("build", "--project-dir", str(order.project)),
        *("--profiles-dir", str(order.project)),
        *("--target-path", str(target), "--log-path", str(order.work / "logs")),
        *("--vars", json.dumps({"as_of": order.as_of}), "--threads", str(order.threads)),
        *("--log-level", "none", "--log-level-file", "info", "--no-partial-parse"),
        "--no-send-anonymous-usage-stats",
    ]
    if order.select:
        arguments += ["--select", order.select]
    for kind, wanted in (("unit_test", order.unit_tests), ("test", order.data_tests)):
        arguments += [] if wanted else ["--exclude-resource-type", kind]
    with settings(order), bar(order.progress) as advance:
        try:
            outcome = dbtRunner(manifest=parsed, callbacks=[advance]).invoke(arguments)
        finally:
            let_go()
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    results = getattr(outcome.result, "results", [])
    nodes = [node(result) for result in results]
    fault = one_line(str(outcome.exception)) if outcome.exception else None
    if not outcome.success and not fault and not any(n.status in ("error", "fail") for n in nodes):
        fault = "dbt stopped without naming a reason; its log is in " + str(order.work / "logs")
    return Built(order.database, nodes, tables(results), fault, append_only(results))


def node(result: Any) -> Node:
    """Our shape of a dbt run result."""
    return Node(
        name=result.node.name,
        kind=str(result.node.resource_type),
        path=result.node.original_file_path,
        status=str(result.status),
        failures=result.failures or 0,
        message=one_line(REPEATED.sub("", result.message or "")),
        seconds=round(result.execution_time, 3),
    )


def tables(results: list[Any]) -> list[tuple[str, str]]:
    """(schema, name) of every model that was built as a table."""
    return sorted((node.schema, node.alias) for node in built_tables(results))


def append_only(results: list[Any]) -> list[tuple[str, str]]:
    """(schema, name) of the tables whose yml says `meta: {append_only: true}`."""
    return sorted(
        (node.schema, node.alias)
        for node in built_tables(results)
        if node.config.meta.get("append_only")
    )


def built_tables(results: list[Any]) -> list[Any]:
    return [
        result.node
        for result in results
        if str(result.node.resource_type) == "model"
        and str(result.status) == "success"
        and result.node.config.materialized in ("table", "incremental")
    ]


def one_line(text: str) -> str:
    """An error as one line: the night's mail has no room for a traceback."""
    return " ".join(text.split())[:400]


@contextmanager
def settings(order: Order) -> Iterator[None]:
    """The environment that profiles.yml asks for, put back afterwards."""
    wanted = {
        "ONEFUNNEL_WAREHOUSE": str(order.database),
        "ONEFUNNEL_RAW": str(order.raw),
        "ONEFUNNEL_PREVIOUS": str(order.previous or NO_GENERATION),
        "ONEFUNNEL_MEMORY": order.memory_limit,
        "ONEFUNNEL_SPILL": str(order.work / "spill"),
    }
    before: Mapping[str, str] = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name in wanted:
            if name in before:
                os.environ[name] = before[name]
            else:
                del os.environ[name]


@contextmanager
def bar(visible: bool) -> Iterator[Callable[[Any], None]]:
    """A progress bar over dbt's nodes; yields the callback that moves it."""
    columns = (
        TextColumn("build"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not visible) as progress:
        task = progress.add_task("reading the project", total=None)

        def advance(event: Any) -> None:
            if event.info.name == "LogStartLine":
                progress.update(task, total=event.data.total)
            elif event.info.name == "NodeStart":
                progress.update(task, description=event.data.node_info.node_name)
            elif event.info.name == "NodeFinished":
                progress.advance(task)

        yield advance


def let_go() -> None:
    """Close the database that dbt-duckdb keeps open until the process ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    environment = DuckDBConnectionManager._ENV
    if environment is not None:
        environment.close()
        DuckDBConnectionManager.close_all_connections()
    reset_adapters()
