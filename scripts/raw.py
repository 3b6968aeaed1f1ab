"""What has landed: the manifest of batches, the raw database over them, and whether it adds up.

    home/raw/manifest.json                                  which file gave which batch
    home/raw/batches/<system>/<table>/<id>.parquet          accepted rows, never changed
    home/raw/quarantine/<system>/<table>/<id>.parquet       refused rows, each with its reason
    home/raw/raw.duckdb                                     one view per source table

The manifest is the truth; the raw database is written anew from it and holds no rows itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from scripts.casts import file_literal, quoted
from scripts.contracts import System, Table
from scripts.home import Failed

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
BOOKKEEPING = {
    "_loaded_at": "timestamp",
    "_is_deleted": "boolean",
    "_file": "varchar",
    "_row": "bigint",
}
QUARANTINE = {
    "system": "varchar",
    "table_name": "varchar",
    "file": "varchar",
    "row_number": "bigint",
    "column_name": "varchar",
    "reason": "varchar",
    "value": "varchar",
}
REMOVED = {
    "system": "varchar",
    "table_name": "varchar",
    "record_key": "varchar",
    "reason": "varchar",
    "merged_into": "varchar",
    "removed_at": "timestamp",
}
MANIFEST_VERSION = 2


@dataclass(frozen=True)
class Landed:
    """One landed file and the batch its rows are in.

    `batch` and `quarantine` are paths inside home/raw; `columns` are the batch's own, since it
    may have been written under an earlier contract. `newest` is the latest date in it and `due`
    the earliest that was held back as in the future, both as text: what another as_of changes.
    """

    system: str
    table: str
    file: str
    sha256: str
    contract: str
    as_of: str
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    newest: str | None
    due: str | None
    batch: str
    batch_sha256: str
    quarantine: str | None
    quarantine_sha256: str | None
    columns: dict[str, str]
    unknown_columns: list[str]
    landed_at: str


@dataclass(frozen=True)
class Reconciliation:
    """Where the rows of a source table's files went."""

    system: str
    table: str
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    rows_duplicate: int

    @property
    def balances(self) -> bool:
        """Every row that came in is loaded, quarantined or superseded, and none is twice."""
        return self.rows_in == self.rows_loaded + self.rows_quarantined + self.rows_duplicate


def raw_folder(home: Path) -> Path:
    """Where a home keeps what has landed."""
    return home.resolve() / "raw"


def read_manifest(home: Path) -> list[Landed]:
    """Every landed file, by path; none before the first landing. Raises Failed if unreadable."""
    path = raw_folder(home) / "manifest.json"
    if not path.exists():
        return []
    try:
        content = json.loads(path.read_text())
        if content["version"] != MANIFEST_VERSION:
            raise Failed(
                f"{path}: was written by another version of onefunnel; "
                f"delete {path.parent} and land again"
            )
        return [Landed(**entry) for entry in content["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise Failed(f"{path}: is damaged ({error}); restore it from a backup") from None


def write_manifest(home: Path, landed: Iterable[Landed]) -> None:
    """Put a new manifest in place of the old one, whole or not at all."""
    path = raw_folder(home) / "manifest.json"
    files = sorted((asdict(entry) for entry in landed), key=lambda entry: str(entry["file"]))
    temporary = path.with_suffix(".next")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump({"version": MANIFEST_VERSION, "files": files}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_catalog(home: Path, contracts: dict[str, System]) -> None:
    """Write raw.duckdb anew: a view per source table, ops.loads, ops.quarantine and ops.removed.

    The views name the batches by absolute path and no catalog, so that the file can be attached
    read-only under any alias. Readers of the previous file keep it until they reconnect.
    """
    folder = raw_folder(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    landed = read_manifest(home)
    path = folder / "raw.duckdb"
    temporary = folder / "raw.next.duckdb"
    for leftover in (temporary, *_side_files(temporary)):
        leftover.unlink(missing_ok=True)
    with duckdb.connect(str(temporary), config=CONFIG) as connection:
        for system in contracts.values():
            connection.execute(f"create schema {quoted(system.name)}")
            for table in system.tables.values():
                connection.execute(
                    f"create view {quoted(system.name)}.{quoted(table.name)} as "
                    f"{current_rows(table, _of(table, landed), folder)}"
                )
        connection.execute("create schema ops")
        _write_ops(connection, landed, folder)
        removed = [
            removed_records(table, batches, folder)
            for system in contracts.values()
            for table in system.tables.values()
            if table.key and (batches := _of(table, landed))
        ]
        connection.execute(
            f"create view ops.removed as {' union all '.join(removed) or _no_rows(REMOVED)}"
        )
    # A log left beside a database is replayed into it, so none may lie where the new one goes.
    for leftover in (*_side_files(temporary), *_side_files(path)):
        leftover.unlink(missing_ok=True)
    temporary.replace(path)
    sync_folder(folder)


def reconcile(home: Path, contracts: dict[str, System]) -> list[Reconciliation]:
    """Count, for every source table, what came in and what became of it.

    Each number is counted on its own: none is the difference of two others.
    """
    folder = raw_folder(home)
    landed = read_manifest(home)
    found = []
    with duckdb.connect(str(folder / "raw.duckdb"), read_only=True, config=CONFIG) as connection:
        quarantined = {
            (system, table): rows
            for system, table, rows in connection.execute(
                "select system, table_name, count(*) from ops.quarantine group by all"
            ).fetchall()
        }
        for system in contracts.values():
            for table in system.tables.values():
                batches = _of(table, landed)
                name = f"{quoted(system.name)}.{quoted(table.name)}"
                superseded = f"({superseded_rows(table, batches, folder)})"
                found.append(
                    Reconciliation(
                        system=system.name,
                        table=table.name,
                        rows_in=sum(entry.rows_in for entry in batches),
                        rows_loaded=_count(connection, name),
                        rows_quarantined=quarantined.get((system.name, table.name), 0),
                        rows_duplicate=_count(connection, superseded) if batches else 0,
                    )
                )
    return found


def current_rows(table: Table, landed: Sequence[Landed], folder: Path) -> str:
    """A query of the rows that count: all landed rows, or of each key or report the newest."""
    return _resolved(table, landed, folder, current=True)


def superseded_rows(table: Table, landed: Sequence[Landed], folder: Path) -> str:
    """A query of the rows that a newer version or a newer report has taken the place of."""
    return _resolved(table, landed, folder, current=False)


def removed_records(table: Table, landed: Sequence[Landed], folder: Path) -> str:
    """A query of the records that their source deleted or merged into others, one row each.

    A record is named as models name it: by system and key, an address in a key by its hash.
    """
    into = quoted(table.merged_into) if table.merged_into else "cast(null as varchar)"
    lists = quoted(table.merged_from) if table.merged_from else "cast(null as varchar)"
    changed = ", ".join([*([quoted(table.updated_at)] if table.updated_at else []), "_loaded_at"])
    text = f"concat_ws('|', {', '.join(f'cast({quoted(n)} as varchar)' for n in table.key)})"
    # Few records were ever deleted: only their versions are compared, not those of the whole table.
    return f"""
        select * from (
            with landed as ({_landed_rows(table, landed, folder)}),
            marked as (
                select distinct {_list(table.key)} from landed
                where _is_deleted or {into} is not null or {lists} is not null
            ),
            newest as (
                select landed.* from landed semi join marked using ({_list(table.key)})
                qualify {_version(table)} = 1
            ),
            gone as (
                select {text} as id, cast({into} as varchar) as winner, false as is_winner_gone,
                    coalesce({changed}) as removed_at
                from newest
                where _is_deleted or {into} is not null
                union all
                select trim(unnest(string_split(cast({lists} as varchar), ';'))), {text},
                    _is_deleted, null
                from newest
                where {lists} is not null
            ),
            records as (
                select id, max(removed_at) as removed_at,
                    arg_min(winner, (is_winner_gone, winner)) as winner
                from gone
                where id != '' and id is distinct from winner
                group by id
            )
            select '{table.system}' as system, '{table.name}' as table_name,
                {_record_key(table, "id")} as record_key,
                case when winner is null then 'deleted' else 'merged' end as reason,
                {_record_key(table, "winner")} as merged_into, removed_at
            from records
        )"""


def _record_key(table: Table, value: str) -> str:
    prefix = f"'{table.system}:'"
    return (
        f"case when {value} like '%@%' then {prefix} || md5({value}) "
        f"when split_part({value}, '|', 1) like '%:%' then {value} else {prefix} || {value} end"
    )


def _version(table: Table) -> str:
    """1 for the version of a record that counts, more for older ones."""
    order = [quoted(table.updated_at)] if table.updated_at else []
    order += ["_loaded_at", "_file", "_row"]
    return (
        f"row_number() over (partition by {_list(table.key)} "
        f"order by {', '.join(f'{name} desc nulls last' for name in order)})"
    )


def _no_rows(columns: Mapping[str, str]) -> str:
    nulls = ", ".join(f"cast(null as {kind}) as {quoted(name)}" for name, kind in columns.items())
    return f"select {nulls} where false"


def _resolved(table: Table, landed: Sequence[Landed], folder: Path, current: bool) -> str:
    rows = f"with landed as ({_landed_rows(table, landed, folder)})"
    if table.key and landed:
        wanted = "= 1" if current else "> 1"
        return f"{rows} select * from landed qualify {_version(table)} {wanted}"
    if table.replace and len(landed) > 1:
        same = " and ".join(
            f"landed.{quoted(name)} is not distinct from newest.{quoted(name)}"
            for name in table.replace
        )
        newest = (
            f"newest as (select {_list(table.replace)}, _file from landed "
            f"group by {_list(table.replace)}, _file "
            f"qualify row_number() over (partition by {_list(table.replace)} "
            "order by max(_loaded_at) desc nulls last, _file desc) = 1)"
        )
        join = "semi" if current else "anti"
        return (
            f"{rows}, {newest} select * from landed {join} join newest "
            f"on {same} and landed._file = newest._file"
        )
    return f"{rows} select * from landed{'' if current else ' where false'}"


def _landed_rows(table: Table, landed: Sequence[Landed], folder: Path) -> str:
    wanted = {column.name: column.data_type for column in table.columns} | BOOKKEEPING
    if not landed:
        return _no_rows(wanted)
    layouts: dict[str, list[Landed]] = {}
    for entry in sorted(landed, key=lambda entry: entry.file):
        layouts.setdefault(json.dumps(entry.columns, sort_keys=True), []).append(entry)
    branches = []
    for entries in layouts.values():
        has = entries[0].columns
        chosen = [
            quoted(name)
            if has.get(name) == kind
            else f"cast({quoted(name) if name in has else 'null'} as {kind}) as {quoted(name)}"
            for name, kind in wanted.items()
        ]
        files = ", ".join(file_literal(folder / entry.batch) for entry in entries)
        branches.append(f"select {', '.join(chosen)} from read_parquet([{files}])")
    return " union all ".join(branches)


def _write_ops(
    connection: duckdb.DuckDBPyConnection, landed: Sequence[Landed], folder: Path
) -> None:
    connection.execute(
        "create table ops.loads (system varchar, table_name varchar, file varchar, "
        "sha256 varchar, rows_in bigint, rows_loaded bigint, rows_quarantined bigint, "
        "landed_at timestamp)"
    )
    if landed:
        connection.executemany(
            "insert into ops.loads values "
            "(?, ?, ?, ?, ?, ?, ?, timezone('UTC', cast(? as timestamptz)))",
            [
                (e.system, e.table, e.file, e.sha256)
                + (e.rows_in, e.rows_loaded, e.rows_quarantined, e.landed_at)
                for e in landed
            ],
        )
    files = ", ".join(file_literal(folder / e.quarantine) for e in landed if e.quarantine)
    if files:
        rows = f"select {_list(QUARANTINE)} from read_parquet([{files}])"
    else:
        rows = _no_rows(QUARANTINE)
    connection.execute(f"create view ops.quarantine as {rows}")


def _of(table: Table, landed: Iterable[Landed]) -> list[Landed]:
    return [e for e in landed if (e.system, e.table) == (table.system, table.name)]


def _list(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation} as counted").fetchone()
    return int(row[0]) if row else 0


def _side_files(database: Path) -> list[Path]:
    return list(database.parent.glob(f"{database.name}.wal*"))
