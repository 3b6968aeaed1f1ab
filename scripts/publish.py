"""Put sound numbers where readers see them, check what is there, and go back.

A generation is written whole beside the others under a path never used before, compared with
the work file it came from, and only then does `current` point to it: one rename, so a reader
opens the old database or the new one and never a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from scripts.casts import literal, quoted
from scripts.home import (
    DATABASE,
    MANIFEST,
    PROJECT,
    Home,
    NotPublished,
    NotVerified,
    manifest,
    timestamp,
)

# What readers may see. A table of any other schema stays in the work file.
SCHEMAS = ("core", "marketing", "sales", "joint")
KEPT = 7


@dataclass(frozen=True)
class OpsTable:
    """A small table about the run itself. Columns are (name, type, description)."""

    name: str
    description: str
    columns: Sequence[tuple[str, str, str]]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Candidate:
    """What one run wants published, and what its MANIFEST is to say beside the tables."""

    run: str
    as_of: str
    work: Path
    database: Path
    tables: Sequence[tuple[str, str]]
    published_at: datetime
    append_only: Sequence[tuple[str, str]] = ()
    ops: Sequence[OpsTable] = ()
    warnings: Sequence[str] = ()
    landing: Sequence[dict[str, Any]] = ()
    memory_limit: str = "4GB"


def publish(home: Home, candidate: Candidate) -> dict[str, Any]:
    """Write a generation, compare it with the work file and let `current` point to it.

    Returns its MANIFEST. Raises NotPublished, with nothing left behind, on any fault.
    """
    final = home.generations / candidate.run
    draft = home.generations / f".tmp-{candidate.run}"
    if final.exists() or draft.exists():
        raise NotPublished(f"a generation named {candidate.run} exists already")
    try:
        draft.mkdir()
        facts = write(draft, candidate)
        facts["previous"] = home.current_run()
        with (draft / MANIFEST).open("x", encoding="utf-8") as file:
            json.dump(facts, file, indent=2)
            file.write("\n")
        seal(draft)
        draft.rename(final)
        sync(home.generations)
        swap(home, candidate.run)
    except (OSError, duckdb.Error) as error:
        raise NotPublished(f"{candidate.run} could not be published: {error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return facts


def write(folder: Path, candidate: Candidate) -> dict[str, Any]:
    """Copy the candidate's tables into a fresh database in `folder`; return its MANIFEST.

    Raises NotPublished when the copy differs from the work file in anything.
    """
    allowed = sorted(table for table in candidate.tables if table[0] in SCHEMAS)
    path = folder / DATABASE
    expected: dict[str, dict[str, Any]] = {}
    with connect(path, candidate) as copy:
        copy.execute(f"attach {literal(str(candidate.database))} as work (read_only)")
        for schema in sorted({schema for schema, _ in allowed} | {"ops"}):
            copy.execute(f"create schema {quoted(schema)}")
        for schema, name in allowed:
            copy.execute(
                f"create table {qualified(schema, name)} as from work.{qualified(schema, name)}"
            )
            describe_as_in_work(copy, schema, name)
            expected[f"{schema}.{name}"] = fingerprint(copy, f"work.{qualified(schema, name)}")
        for table in candidate.ops:
            write_ops(copy, table)
            expected[f"ops.{table.name}"] = fingerprint(copy, qualified("ops", table.name))
        copy.execute("detach work")
        copy.execute("checkpoint")
    compare(path, expected)
    return {
        "run": candidate.run,
        "as_of": candidate.as_of,
        "published_at": timestamp(candidate.published_at),
        "git": git(),
        "versions": versions(),
        "database": {"bytes": path.stat().st_size, "sha256": sha256(path)},
        "tables": expected,
        "append_only": [f"{schema}.{name}" for schema, name in sorted(candidate.append_only)],
        "warnings": list(candidate.warnings),
        "landing": list(candidate.landing),
    }


def connect(path: Path, candidate: Candidate) -> duckdb.DuckDBPyConnection:
    """A fresh file in the oldest storage format, so that readers need not upgrade with us."""
    return duckdb.connect(
        str(path),
        config={
            "memory_limit": candidate.memory_limit,
            "temp_directory": str(candidate.work / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


def describe_as_in_work(copy: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
    """Carry over the comments of a table and its columns: `create table as` drops them."""
    table = qualified(schema, name)
    about = copy.execute(
        "select comment from duckdb_tables() where database_name = 'work'"
        " and schema_name = ? and table_name = ? and comment is not null",
        [schema, name],
    ).fetchall()
    for (comment,) in about:
        copy.execute(f"comment on table {table} is {literal(comment)}")
    columns = copy.execute(
        "select column_name, comment from duckdb_columns() where database_name = 'work'"
        " and schema_name = ? and table_name = ? and comment is not null",
        [schema, name],
    ).fetchall()
    for column, comment in columns:
        copy.execute(f"comment on column {table}.{quoted(column)} is {literal(comment)}")


def write_ops(copy: duckdb.DuckDBPyConnection, table: OpsTable) -> None:
    """Create, fill and describe one table about the run."""
    name = qualified("ops", table.name)
    columns = ", ".join(f"{quoted(column)} {kind}" for column, kind, _ in table.columns)
    copy.execute(f"create table {name} ({columns})")
    if table.rows:
        # Column by column: a million rows take 8 seconds so, and 7 minutes row by row.
        lists = ", ".join(f"unnest(cast(? as {kind}[]))" for _, kind, _ in table.columns)
        values = [list(column) for column in zip(*table.rows, strict=True)]
        copy.execute(f"insert into {name} select {lists}", values)
    copy.execute(f"comment on table {name} is {literal(table.description)}")
    for column, _, description in table.columns:
        copy.execute(f"comment on column {name}.{quoted(column)} is {literal(description)}")


def compare(path: Path, expected: dict[str, dict[str, Any]]) -> None:
    """Reopen a written database and hold it against what the work file had."""
    if left_over := [file.name for file in path.parent.glob("*.wal")]:
        raise NotPublished(f"{path.name} was not written out whole: {left_over[0]} lies beside it")
    found = contents(path)
    if wrong := differences(expected, found):
        raise NotPublished(f"the published copy differs from the work file: {wrong[0]}")


def contents(path: Path) -> dict[str, dict[str, Any]]:
    """Read every column of every relation of a database: {'core.x': {rows, hash}}."""
    with duckdb.connect(str(path), read_only=True) as database:
        views = database.execute(
            "select view_name from duckdb_views() where not internal"
        ).fetchall()
        if views:
            raise NotPublished(f"{path.name} holds a view: {views[0][0]}")
        names = database.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
        return {
            f"{schema}.{name}": fingerprint(database, qualified(schema, name))
            for schema, name in names
        }


def fingerprint(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, Any]:
    """Rows, and a hash of all their values in whatever order they come.

    The hash is DuckDB's own: compare it only between files read by the same version.
    """
    row = connection.execute(
        f"select count(*), coalesce(sum(hash(each_row)), 0) from {relation} as each_row"
    ).fetchone()
    assert row is not None
    return {"rows": row[0], "hash": str(row[1])}


def differences(
    expected: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]], by_hash: bool = True
) -> list[str]:
    """How two sets of tables differ, a sentence each."""
    sentences = [f"{name} is missing" for name in sorted(expected.keys() - found.keys())]
    sentences += [f"{name} should not be there" for name in sorted(found.keys() - expected.keys())]
    for name in sorted(expected.keys() & found.keys()):
        if expected[name]["rows"] != found[name]["rows"]:
            sentences.append(
                f"{name} has {found[name]['rows']} rows instead of {expected[name]['rows']}"
            )
        elif by_hash and expected[name]["hash"] != found[name]["hash"]:
            sentences.append(f"{name} has other values")
    return sentences


def seal(folder: Path) -> None:
    """Make a generation read-only and see it to the disk."""
    for path in folder.iterdir():
        path.chmod(0o444)
        sync(path)
    folder.chmod(0o755)
    sync(folder)


def swap(home: Home, run: str) -> None:
    """Let `current` point to a generation, in one step for whoever opens it meanwhile."""
    link = home.root / f".current-{run}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("gen") / run)
    link.replace(home.current)
    sync(home.root)


def prune(home: Home, keep: int = KEPT) -> list[str]:
    """Delete all but the newest `keep` generations; return the names of those deleted.

    Never the current one, nor the one it came after: both are what people go back to.
    """
    runs = generations(home)
    spared: set[str | None] = set(runs[-keep:])
    if current := home.current_run():
        spared |= {current, manifest(home, current)["previous"]}
    doomed = [run for run in runs if run not in spared]
    for run in doomed:
        hidden = home.generations / f".tmp-del-{run}"
        (home.generations / run).rename(hidden)
        shutil.rmtree(hidden, ignore_errors=True)
    return doomed


def generations(home: Home) -> list[str]:
    """The published generations that are kept, oldest first."""
    if not home.generations.is_dir():
        return []
    return sorted(path.name for path in home.generations.iterdir() if path.name[0] != ".")


def verify(home: Home, run: str | None = None) -> dict[str, Any]:
    """Re-read a generation whole: its checksum, then every column of every table.

    Returns its MANIFEST. Raises NotVerified naming the first fault.
    """
    run = run or home.current_run()
    if run is None:
        raise NotVerified(f"nothing is published in {home.root}")
    facts = manifest(home, run)
    path = home.generations / run / DATABASE
    try:
        if sha256(path) != facts["database"]["sha256"]:
            raise NotVerified(f"{path} is damaged: its checksum is not the one published")
        same_engine = facts["versions"]["duckdb"] == duckdb.__version__
        wrong = differences(facts["tables"], contents(path), by_hash=same_engine)
    except (OSError, KeyError, duckdb.Error, NotPublished) as error:
        raise NotVerified(f"{path} cannot be read: {error}") from error
    if wrong:
        raise NotVerified(f"{path} is not what was published: {wrong[0]}")
    return facts


def go_back(home: Home, run: str | None = None) -> dict[str, Any]:
    """Let readers see an earlier generation again: `run`, or the one before the current.

    Returns its MANIFEST. Raises NotVerified, with nothing changed, when it is not sound.
    """
    current = home.current_run()
    if current is None:
        raise NotVerified(f"nothing is published in {home.root}, so there is nothing to go back to")
    run = run or manifest(home, current)["previous"]
    if run is None:
        raise NotVerified(f"{current} is the first generation; there is none before it")
    if run not in generations(home):
        kept = ", ".join(generations(home))
        raise NotVerified(f"there is no generation {run} (kept: {kept})")
    facts = verify(home, run)
    swap(home, run)
    return facts


def git() -> dict[str, Any] | None:
    """The commit the project is at and whether files differ from it; None without git."""
    command = ["git", "-C", str(PROJECT)]
    try:
        commit = subprocess.run(
            [*command, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        )
        status = subprocess.run(
            [*command, "status", "--porcelain"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return {"commit": commit.stdout.strip(), "changed": bool(status.stdout.strip())}


def versions() -> dict[str, str]:
    packages = {name: version(name) for name in ("dbt-core", "dbt-duckdb", "duckdb")}
    return {"python": platform.python_version(), **packages}


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def qualified(schema: str, name: str) -> str:
    return f"{quoted(schema)}.{quoted(name)}"


def now() -> datetime:
    return datetime.now(UTC)
