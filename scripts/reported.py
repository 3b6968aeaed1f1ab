"""What one generation hands down to the next: tables that are only ever appended to.

Every refresh builds a new database, so that what was reported must be carried over from the
generation that readers see. It belongs to the generation: a refused or killed refresh leaves it as
it was, and after a rollback the next refresh carries on from where readers were taken back to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from scripts.casts import literal, quoted
from scripts.home import DATABASE, Failed, Home, NotVerified, manifest
from scripts.raw import CONFIG


@dataclass(frozen=True)
class Before:
    """The generation that readers see: its database, and which of its tables must live on."""

    run: str
    database: Path
    append_only: Sequence[str] = ()


def published_before(home: Home) -> Before | None:
    """What the next generation carries on; None before the first.

    Raises Failed when it is not there: to start anew would lose what was reported.
    """
    run = home.current_run()
    if run is None:
        return None
    database = home.generations / run / DATABASE
    if not database.is_file():
        raise Failed(
            f"{database} is gone, and with it what was reported; restore it from a backup"
            " or go back with `onefunnel rollback`"
        )
    try:
        facts = manifest(home, run)
    except NotVerified as fault:
        raise Failed(f"{fault}; go back with `onefunnel rollback`") from None
    # Generations of versions that froze nothing yet have no such list.
    return Before(run, database, facts.get("append_only", ()))


def changed_rows(before: Before, candidate: Path, memory_limit: str = "4GB") -> list[str]:
    """A sentence for every append-only table of which a row is gone or reads differently."""
    sentences = []
    config = {**CONFIG, "memory_limit": memory_limit, "temp_directory": str(candidate) + ".spill"}
    with duckdb.connect(config=config) as engine:
        engine.execute(f"attach {literal(str(before.database))} as previous (read_only)")
        engine.execute(f"attach {literal(str(candidate))} as work (read_only)")
        for table in before.append_only:
            if lost := missing_rows(engine, table):
                sentences.append(
                    f"{table} is only ever appended to, and {lost:,} of its rows in {before.run}"
                    " are gone or read differently"
                )
    return sentences


def missing_rows(engine: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows of the generation before have no equal in the new one.

    Columns that the new one does not have are not compared: a newer version may drop one.
    """
    had, has = columns(engine, "previous", table), columns(engine, "work", table)
    name = ".".join(quoted(part) for part in table.split("."))
    if not has:
        return count(engine, f"select count(*) from previous.{name}")
    shared = [column for column in had if column in has]
    then = ", ".join(f"cast({quoted(column)} as {has[column]})" for column in shared)
    now = ", ".join(quoted(column) for column in shared)
    # By hash, since whole rows of years would not fit into memory.
    return count(
        engine,
        f"""
        with
        had as (select hash(row({then})) as each_row, count(*) as copies
            from previous.{name} group by 1),
        has as (select hash(row({now})) as each_row, count(*) as copies
            from work.{name} group by 1)
        select coalesce(sum(greatest(had.copies - coalesce(has.copies, 0), 0)), 0)
        from had left join has on had.each_row = has.each_row
        """,
    )


def columns(engine: duckdb.DuckDBPyConnection, database: str, table: str) -> dict[str, str]:
    """Names and types of a table's columns; empty when there is no such table."""
    schema, name = table.split(".")
    return dict(
        engine.execute(
            "select column_name, data_type from duckdb_columns()"
            " where database_name = ? and schema_name = ? and table_name = ? order by column_index",
            [database, schema, name],
        ).fetchall()
    )


def count(engine: duckdb.DuckDBPyConnection, query: str) -> int:
    row = engine.execute(query).fetchone()
    assert row is not None
    return int(row[0])
