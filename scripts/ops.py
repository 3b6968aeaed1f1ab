"""The `ops` tables of a published database: what it was made from and what was checked.

Counts and names only. A quarantined value can be anything, a person's data included, and stays
in the home folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from scripts.build import TESTS, Built
from scripts.home import Home
from scripts.publish import OpsTable, versions
from scripts.raw import Landed, Reconciliation, read_manifest

SYSTEM = ("source_system", "varchar", "The system that exported the file.")
TABLE = ("table_name", "varchar", "The source table.")


def tables(
    run: str,
    as_of: date,
    published_at: datetime,
    home: Home,
    reconciliation: Sequence[Reconciliation],
    built: Built,
) -> list[OpsTable]:
    """Everything `ops` is to hold about one run."""
    with duckdb.connect(str(home.raw_database), read_only=True) as raw:
        return [
            publication(run, as_of, published_at),
            reconciled(reconciliation),
            quarantine_summary(raw),
            removed_records(raw),
            source_freshness(read_manifest(home.root)),
            results(built),
        ]


def publication(run: str, as_of: date, published_at: datetime) -> OpsTable:
    engine = versions()
    return OpsTable(
        "publication",
        "One row: which generation this database is.",
        [
            ("run", "varchar", "Name of the generation, and of the run that made it."),
            ("as_of", "date", "The day the numbers are for."),
            ("published_at", "timestamp", "When it was published (UTC)."),
            ("dbt_version", "varchar", "dbt-core that built it."),
            ("duckdb_version", "varchar", "DuckDB that built and wrote it."),
        ],
        [(run, as_of, utc(published_at), engine["dbt-core"], engine["duckdb"])],
    )


def reconciled(reconciliation: Sequence[Reconciliation]) -> OpsTable:
    return OpsTable(
        "reconciliation",
        "One row per source table: what became of every row of its files.",
        [
            SYSTEM,
            TABLE,
            ("rows_in", "bigint", "Rows in the files that were landed."),
            ("rows_loaded", "bigint", "Rows the models read, deleted ones included."),
            ("rows_quarantined", "bigint", "Rows set aside because a value broke the contract."),
            ("rows_duplicate", "bigint", "Rows that a newer version of themselves replaced."),
            ("is_balanced", "boolean", "Whether the last three add up to the first."),
        ],
        [
            (
                row.system,
                row.table,
                row.rows_in,
                row.rows_loaded,
                row.rows_quarantined,
                row.rows_duplicate,
                row.balances,
            )
            for row in reconciliation
        ],
    )


def quarantine_summary(raw: duckdb.DuckDBPyConnection) -> OpsTable:
    return OpsTable(
        "quarantine_summary",
        "One row per source table, column and reason: rows set aside while landing.",
        [
            SYSTEM,
            TABLE,
            ("column_name", "varchar", "The column at fault."),
            ("reason", "varchar", "The rule that its value broke."),
            ("rows_quarantined", "bigint", "How many rows."),
        ],
        raw.execute(
            "select system, table_name, column_name, reason, count(*) from ops.quarantine"
            " group by all order by all"
        ).fetchall(),
    )


def removed_records(raw: duckdb.DuckDBPyConnection) -> OpsTable:
    return OpsTable(
        "removed_records",
        "One row per record that its source deleted or merged into another: what became of records"
        " that are in the files and not in core.",
        [
            SYSTEM,
            TABLE,
            ("record_key", "varchar", "The record, as other tables would name it."),
            ("reason", "varchar", "deleted or merged."),
            ("merged_into", "varchar", "The record that took its place; null for deleted ones."),
            (
                "removed_at",
                "timestamp",
                "Last change of the record at its source, else when a loader read it (UTC); null"
                " for one that only the record in its place tells of.",
            ),
        ],
        raw.execute("select * from ops.removed order by all").fetchall(),
    )


def source_freshness(landed: Sequence[Landed]) -> OpsTable:
    files: dict[tuple[str, str], list[Landed]] = defaultdict(list)
    for entry in landed:
        files[entry.system, entry.table].append(entry)
    return OpsTable(
        "source_freshness",
        "One row per source table that has files: how fresh they are.",
        [
            SYSTEM,
            TABLE,
            ("files", "bigint", "Files its rows come from."),
            ("last_landed_at", "timestamp", "When the newest of them was landed (UTC)."),
            ("newest_value", "varchar", "The latest date or time in any of them, as landed."),
        ],
        [
            (
                *table,
                len(entries),
                utc(datetime.fromisoformat(max(entry.landed_at for entry in entries))),
                max((entry.newest for entry in entries if entry.newest), default=None),
            )
            for table, entries in sorted(files.items())
        ],
    )


def results(built: Built) -> OpsTable:
    return OpsTable(
        "test_results",
        "One row per dbt test of the run that published this database.",
        [
            ("test_name", "varchar", "The test."),
            ("test_kind", "varchar", "test (of data) or unit_test (of logic)."),
            ("file", "varchar", "The project's file that declares it."),
            ("status", "varchar", "pass or warn: with a fail nothing is published."),
            ("failures", "bigint", "Rows it found at fault."),
        ],
        sorted(
            (node.name, node.kind, node.path, node.status, node.failures)
            for node in built.nodes
            if node.kind in TESTS
        ),
    )


def imbalance(row: Reconciliation) -> str:
    """What to tell when rows of a source table went missing or appeared."""
    return (
        f"{row.system}.{row.table}: {row.rows_in:,} rows came in, but {row.rows_loaded:,} loaded"
        f" + {row.rows_quarantined:,} quarantined + {row.rows_duplicate:,} duplicates do not"
        " add up to that"
    )


def summary(row: Reconciliation) -> dict[str, Any]:
    """The same for MANIFEST.json."""
    return {
        "system": row.system,
        "table": row.table,
        "rows_in": row.rows_in,
        "rows_loaded": row.rows_loaded,
        "rows_quarantined": row.rows_quarantined,
        "rows_duplicate": row.rows_duplicate,
    }


def utc(moment: datetime) -> datetime:
    """As DuckDB's timestamp without zone wants it."""
    return moment.astimezone(UTC).replace(tzinfo=None)
