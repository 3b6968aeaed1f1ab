"""Take what lies in the landing folder into the raw database, or say why not.

    landing/<system>/<table>.<ext>          one file
    landing/<system>/<table>/**/<file>      or a folder of files that grows

A file is landed once, known by its content; one that changed replaces its own rows; one that is
gone leaves its rows. A row that breaks its contract goes to quarantine with the reason. A file
that breaks it is refused; then nothing new becomes visible, not even from the good files.
"""

from __future__ import annotations

import difflib
import os
import shutil
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path

import duckdb
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from scripts.casts import (
    Cast,
    cast_column,
    cast_is_deleted,
    cast_loaded_at,
    file_literal,
    literal,
    member,
    quoted,
)
from scripts.contracts import System, Table, load_contracts, normalized
from scripts.home import PROJECT, Failed, Misused
from scripts.loaders import Loaders, Mark, load_loaders
from scripts.raw import (
    BOOKKEEPING,
    CONFIG,
    Landed,
    Reconciliation,
    raw_folder,
    read_manifest,
    reconcile,
    sync_folder,
    write_catalog,
    write_manifest,
)
from scripts.readers import (
    Members,
    NoRecords,
    Source,
    Unreadable,
    explain,
    file_format,
    file_sha256,
    open_source,
    table_stem,
)

__all__ = [
    "LandingRefused",
    "LandingReport",
    "Reconciliation",
    "TableReport",
    "land",
    "reconcile",
    "write_catalog",
]

UNFINISHED = {".tmp", ".part"}
NOT_DATA = {".md", ".txt"}
# A file this long that comes back with less than half its rows was cut, more likely than not.
ROWS_WORTH_GUARDING = 100


class LandingRefused(Failed):
    """Files that cannot be landed; `messages` has one line for each."""


@dataclass
class TableReport:
    """What became of one source table's files. Rows are counted over all that ever landed."""

    system: str
    table: str
    files_seen: int = 0
    files_new: int = 0
    files_unchanged: int = 0
    rows_in: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@dataclass
class LandingReport:
    """What a landing did, table by table; `warnings` and `ignored` hold those of all tables."""

    tables: list[TableReport]
    warnings: list[str]
    ignored: list[str]

    @property
    def changed(self) -> bool:
        """Whether any file was new or had changed."""
        return any(table.files_new for table in self.tables)


@dataclass(frozen=True)
class Found:
    """A file in the landing folder. `name` is its path in there, which is what it is known by."""

    path: Path
    name: str
    table: Table


@dataclass
class Discovery:
    """What lies in the landing folder."""

    files: list[Found] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ignored: list[tuple[str, Table | None]] = field(default_factory=list)


def land(
    landing: Path,
    home: Path,
    as_of: date,
    project: Path = PROJECT,
    memory_limit: str = "2GB",
    threads: int | None = None,
    progress: bool = True,
    allow_shrink: bool = False,
) -> LandingReport:
    """Land every new or changed file of `landing` into `home`, and write its raw database.

    Rows later than the day after `as_of` are quarantined, and read again when it has moved.
    Raises Misused for a landing folder that is not there, and LandingRefused, which holds a line
    for each file that cannot be taken; the manifest and the raw database are then untouched.
    """
    if not landing.is_dir():
        raise Misused(f"{landing} is not a folder; put the exports there, or name another")
    contracts = load_contracts(project)
    loaders = load_loaders()
    found = discover(landing, contracts, loaders)
    entries = {entry.file: entry for entry in read_manifest(home)}
    if not found.files and not entries and not found.refusals:
        found.refusals.append(
            f"{landing} has no files to land; put exports in {landing}/<system>/<table>.csv, "
            f"where <system> is one of {', '.join(contracts)}"
        )
    incoming = raw_folder(home) / "incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True, mode=0o700)
    try:
        found.refusals += _check_batches(home, entries, {file.name for file in found.files})
        landing_now = _Landing(
            home, incoming, as_of, memory_limit, threads, allow_shrink, entries, found, loaders
        )
        landing_now.run(progress)
        if found.refusals:
            raise LandingRefused(*found.refusals)
        landing_now.commit()
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    write_catalog(home, contracts)
    _prune(home, landing_now.entries.values())
    return landing_now.report(contracts)


def discover(landing: Path, contracts: dict[str, System], loaders: Loaders) -> Discovery:
    """Find the files of the landing folder and the source table of each, by name alone."""
    systems = {normalized(name): system for name, system in contracts.items()}
    found = Discovery()
    for entry in sorted(landing.iterdir()):
        if _is_hidden(entry):
            continue
        if not entry.is_dir():
            if _is_data(entry):
                found.warnings.append(f"{entry.name}: lies outside a system's folder; ignored")
            found.ignored.append((entry.name, None))
            continue
        system = systems.get(normalized(entry.name))
        if system is None:
            found.refusals.append(
                f"{entry.name}/: is not a system we know; known are {', '.join(contracts)}"
            )
            continue
        _discover_system(landing, entry, system, found, loaders)
    return found


def _discover_system(
    landing: Path, folder: Path, system: System, found: Discovery, loaders: Loaders
) -> None:
    tables = system.tables_by_word
    entries = [entry for entry in sorted(folder.iterdir()) if not _is_hidden(entry)]
    if not entries:
        found.warnings.append(f"{folder.name}/: is empty")
    for entry in entries:
        name = entry.relative_to(landing).as_posix()
        word = loaders.table_word(table_stem(entry.name))
        table = tables.get(word)
        if (entry.is_file() and not _is_data(entry)) or word in loaders.tables:
            found.ignored.append((name, table))
        elif table is None and tables.get(loaders.table_word(entry.stem)) is None:
            found.warnings.append(
                f"{name}: {system.name} has no table of that name{_perhaps(entry, tables)}; ignored"
            )
            found.ignored.append((name, None))
        elif table is None:
            _refuse_format(name, entry, found)
        elif entry.is_dir():
            _discover_table(landing, entry, table, found)
        else:
            _take(entry, name, table, found)


def _perhaps(entry: Path, tables: dict[str, Table]) -> str:
    close = difflib.get_close_matches(normalized(table_stem(entry.name)), tables, n=1)
    return f" (did you mean {tables[close[0]].name}?)" if close else ""


def _discover_table(landing: Path, folder: Path, table: Table, found: Discovery) -> None:
    empty = True
    for entry in sorted(folder.rglob("*")):
        inside = entry.relative_to(folder)
        if not entry.is_file() or any(_is_hidden(Path(part)) for part in inside.parts):
            continue
        name = entry.relative_to(landing).as_posix()
        if _is_data(entry):
            _take(entry, name, table, found)
        else:
            found.ignored.append((name, table))
        # A file that is still being written is on its way; a note about the folder is not.
        empty = empty and not _is_data(entry) and entry.suffix.lower() not in UNFINISHED
    if empty:
        found.refusals.append(
            f"{folder.relative_to(landing).as_posix()}/: is empty; "
            "put the export there, or delete the folder"
        )


def _take(path: Path, name: str, table: Table, found: Discovery) -> None:
    if file_format(path) is None:
        _refuse_format(name, path, found)
    else:
        found.files.append(Found(path, name, table))


def _refuse_format(name: str, path: Path, found: Discovery) -> None:
    found.refusals.append(
        f"{name}: {path.suffix or 'a file without an extension'} cannot be read; "
        "save it as .csv, .json, .ndjson (each may end in .gz) or .parquet"
    )


def _is_hidden(path: Path) -> bool:
    """Dotfiles, and the marks that Spark and Hadoop leave (_SUCCESS)."""
    return path.name.startswith(".") or (path.name.startswith("_") and not path.suffix)


def _is_data(path: Path) -> bool:
    suffix = path.suffix.lower()
    return suffix not in UNFINISHED | NOT_DATA and table_stem(path.name).lower() != "readme"


def _check_batches(home: Path, entries: dict[str, Landed], present: set[str]) -> list[str]:
    """Refusals for batches that are not what was landed. Mends what its own file can land again."""
    folder = raw_folder(home)
    wanted = {e.batch: (e, e.batch_sha256) for e in entries.values()}
    wanted |= {
        e.quarantine: (e, e.quarantine_sha256 or "") for e in entries.values() if e.quarantine
    }
    paths = {name: folder / name for name in wanted}
    found = _sha256_of({name: path for name, path in paths.items() if path.exists()})
    refusals = []
    for name, (entry, digest) in wanted.items():
        path = paths[name]
        if name not in found and entry.file in present:
            entries.pop(entry.file, None)
        elif name not in found:
            refusals.append(
                f"{path}: is gone, and so is {entry.file}, which it came from; restore either"
            )
        elif found[name] != digest:
            again = "delete it, and its file lands again"
            remedy = again if entry.file in present else "restore it from a backup"
            refusals.append(
                f"{path}: is damaged, its sha256 is not that of what {entry.file} "
                f"was landed as; {remedy}"
            )
    return refusals


class _Landing:
    """One landing under way: what is known of each file, and what will be."""

    def __init__(
        self,
        home: Path,
        incoming: Path,
        as_of: date,
        memory_limit: str,
        threads: int | None,
        allow_shrink: bool,
        entries: dict[str, Landed],
        found: Discovery,
        loaders: Loaders,
    ) -> None:
        self.home = home
        self.incoming = incoming
        self.as_of = as_of
        self.allow_shrink = allow_shrink
        self.entries = entries
        self.found = found
        self.loaders = loaders
        self.landed_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.new: dict[str, Landed] = {}
        self.replaced: set[str] = set()
        self.unchanged: set[str] = set()
        self.warnings: dict[str, list[str]] = defaultdict(list)
        settings: dict[str, str | bool | int | float | list[str]] = {
            **CONFIG,
            "memory_limit": memory_limit,
            "temp_directory": str(incoming / "spill"),
            "preserve_insertion_order": "true",
        }
        if threads:
            settings["threads"] = threads
        try:
            self.connection = duckdb.connect(":memory:", config=settings)
            # Progress is counted, for our own bars; DuckDB would print its own to stdout.
            self.connection.execute("set enable_progress_bar = true")
            self.connection.execute("set enable_progress_bar_print = false")
        except duckdb.Error as error:
            raise Misused(f"memory_limit or threads: {str(error).splitlines()[0]}") from None

    def run(self, progress: bool) -> None:
        """Read every file that has to be; what cannot be is added to the refusals."""
        tables: dict[str, list[Found]] = defaultdict(list)
        for file in self.found.files:
            tables[file.table.label].append(file)
        with self.connection, _Bars(self.connection, progress) as bars:
            for label, files in tables.items():
                bars.table(label, sum(file.path.stat().st_size for file in files))
                self._run_table(files, bars)

    def commit(self) -> None:
        """Move the new batches to their places, then the manifest that names them."""
        folder = raw_folder(self.home)
        for entry in self.new.values():
            for name in filter(None, (entry.batch, entry.quarantine)):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _sync_file(self.incoming / name)
                (self.incoming / name).replace(target)
                sync_folder(target.parent)
        for name in self.replaced:
            self.entries.pop(name, None)
        self.entries |= self.new
        write_manifest(self.home, self.entries.values())

    def report(self, contracts: dict[str, System]) -> LandingReport:
        """What happened, for every table that has files or rows."""
        reports: dict[tuple[str, str], TableReport] = {}

        def of(system: str, table: str) -> TableReport:
            return reports.setdefault((system, table), TableReport(system, table))

        for file in self.found.files:
            report = of(file.table.system, file.table.name)
            report.files_seen += 1
            report.files_new += file.name in self.new
            report.files_unchanged += file.name in self.unchanged
            report.warnings += [f"{file.name}: {text}" for text in self.warnings[file.name]]
        for entry in self.entries.values():
            if entry.table not in getattr(contracts.get(entry.system), "tables", {}):
                self.found.warnings.append(
                    f"{entry.file}: landed for {entry.system}.{entry.table}, "
                    "which no source yml declares any more"
                )
                continue
            report = of(entry.system, entry.table)
            report.rows_in += entry.rows_in
            report.rows_loaded += entry.rows_loaded
            report.rows_quarantined += entry.rows_quarantined
            report.unknown_columns = sorted({*report.unknown_columns, *entry.unknown_columns})
        for name, table in self.found.ignored:
            if table:
                of(table.system, table.name).ignored.append(name)
        return LandingReport(
            tables=[reports[key] for key in sorted(reports)],
            warnings=[*self.found.warnings, *chain(*(t.warnings for t in reports.values()))],
            ignored=[name for name, _ in self.found.ignored],
        )

    def _run_table(self, files: Sequence[Found], bars: _Bars) -> None:
        table = files[0].table
        identities = {file.name: _identity(file.path) for file in files}
        prints = _sha256_of({file.name: file.path for file in files})
        unchanged = {file.name for file in files if self._is_unchanged(file, prints[file.name])}
        # Content that is already landed under another name is landed already.
        holders = {
            entry.sha256: entry.file
            for entry in self.entries.values()
            if (entry.system, entry.table) == (table.system, table.name)
            and (entry.file in unchanged or entry.file not in prints)
        }
        for file in files:
            holder = holders.setdefault(prints[file.name], file.name)
            with bars.file(file.path.stat().st_size):
                if file.name in unchanged:
                    self.unchanged.add(file.name)
                elif holder != file.name:
                    self.warnings[file.name].append(f"has the content of {holder}; landed once")
                    self.unchanged.add(file.name)
                    self.replaced.add(file.name)
                else:
                    self._run_file(file, prints[file.name], identities[file.name])

    def _is_unchanged(self, file: Found, digest: str) -> bool:
        entry = self.entries.get(file.name)
        if entry is None or (entry.sha256, entry.contract) != (digest, file.table.hash):
            return False
        if entry.as_of == self.as_of.isoformat():
            return True
        latest = f"{self.as_of + timedelta(days=1)} 00:00:00"
        is_due = entry.due is not None and entry.due <= latest
        is_too_new = entry.newest is not None and entry.newest > latest
        return not (is_due or is_too_new)

    def _run_file(self, file: Found, digest: str, before: _Identity) -> None:
        try:
            entry = self._land_file(file, digest)
            if _identity(file.path) != before:
                raise Unreadable("changed while it was read; run again when it is complete")
            self._refuse_shrunk(entry)
            self.new[file.name] = entry
        except NoRecords:
            # Most nights most modules have nothing to tell; what the file told before stays.
            self.warnings[file.name].append("says that there are no records; nothing to land")
        except Unreadable as error:
            self.found.refusals.append(f"{file.name}: {error}")
        except duckdb.Error as error:
            reason = explain(error, file_format(file.path))
            self.found.refusals.append(f"{file.name}: {reason}")
        except OSError as error:
            self.found.refusals.append(f"{file.name}: {error.strerror or error}")

    def _land_file(self, file: Found, digest: str) -> Landed:
        """Read one file into a batch in the incoming folder, and its bad rows into another."""
        table = file.table
        # The id says all that the rows depend on, so that a batch is never written twice over.
        parts = "\0".join([file.name, digest, table.hash, self.as_of.isoformat()])
        name = f"{table.system}/{table.name}/{sha256(parts.encode()).hexdigest()[:16]}.parquet"
        batch = self.incoming / "batches" / name
        batch.parent.mkdir(parents=True, exist_ok=True)
        self.connection.execute(f"set TimeZone = {literal(table.time_zone)}")
        source = open_source(self.connection, file.path, table, self.loaders.records, self.incoming)
        casts, unknown = self._casts(source, table, file.name)
        query = _typed_rows(source, table, casts, file.name)
        self._copy(query, batch)
        counted = self.connection.execute(
            f"""
            select count(*), count(_problems), {", ".join(self._held_back(table))}
            from read_parquet({file_literal(batch)})
            """
        ).fetchone()
        rows_in, rows_bad, *held_back = counted or (0, 0)
        if rows_in == 0:
            what = "a header and no rows" if file_format(file.path) == "csv" else "no rows"
            raise Unreadable(f"has {what}; if that is right, delete the file")
        if rows_in == rows_bad:
            self.warnings[file.name].append("all of its rows are in quarantine")
        quarantine = None
        if rows_bad:
            quarantine = self.incoming / "quarantine" / name
            quarantine.parent.mkdir(parents=True, exist_ok=True)
            self._split(batch, quarantine, table)
        return Landed(
            system=table.system,
            table=table.name,
            file=file.name,
            sha256=digest,
            contract=table.hash,
            as_of=self.as_of.isoformat(),
            rows_in=rows_in,
            rows_loaded=rows_in - rows_bad,
            rows_quarantined=rows_bad,
            newest=self._newest(batch, table),
            due=min(filter(None, held_back), default=None),
            batch=f"batches/{name}",
            batch_sha256=file_sha256(batch),
            quarantine=f"quarantine/{name}" if quarantine else None,
            quarantine_sha256=file_sha256(quarantine) if quarantine else None,
            columns={c.name: c.data_type for c in table.columns} | BOOKKEEPING,
            unknown_columns=unknown,
            landed_at=self.landed_at,
        )

    def _casts(self, source: Source, table: Table, name: str) -> tuple[dict[str, _Read], list[str]]:
        """How each column of the batch is read from the file, and the file's unknown columns."""
        positions: dict[str, list[int]] = defaultdict(list)
        for position, (name_in_file, _) in enumerate(source.columns):
            positions[normalized(name_in_file)].append(position)
        reads: dict[str, _Read] = {}
        used: set[str] = set()
        missing: list[str] = []
        members = Members(self.connection, source, positions, self.loaders.records)

        def take(word: str) -> int:
            if len(positions[word]) > 1:
                shown = source.columns[positions[word][0]][0]
                raise Unreadable(f"has the column {shown} more than once; export it again")
            used.add(word)
            return positions[word][0]

        def add(name: str, found: tuple[str, Sequence[str]], cast: Callable[..., Cast]) -> None:
            word, path = found
            i, position = len(reads), take(word)
            place = f"f{i}", source.columns[position][1]
            if path:
                place = member(*place, path), "JSON"
            reads[name] = _Read(position, cast(*place, f"x{i}", f"v{i}"))

        for column in table.columns:
            found = members.find(column)
            if found is None:
                missing += [column.name] if column.required else []
                continue
            used.update(word for word in column.words if word in positions)
            cast = partial(cast_column, column, table)
            add(column.name, found, partial(cast, as_of=self.as_of, check_nul=source.holds_nul))
        for mark in self.loaders.loaded_at:
            if mark.word in positions and mark.word not in used:
                cast_time = partial(cast_loaded_at, ways=mark.ways)
                add(f"_loaded_at:{mark.word}", (mark.word, ()), cast_time)
                break
        flags = [
            *(
                (mark, (mark.word, ()))
                for mark in self.loaders.is_deleted
                if mark.word in positions
            ),
            *((Mark(flag.name, ("flag",)), members.find(flag)) for flag in table.deleted),
        ]
        for mark, found in flags:
            if found:
                add(f"_is_deleted:{mark.word}", found, partial(cast_is_deleted, way=mark.ways[0]))
        known = used | self.loaders.ignored
        unknown = [
            source.columns[places[0]][0] for word, places in positions.items() if word not in known
        ]
        if missing:
            raise Unreadable(_missing(missing, unknown, table))
        for twice in unknown:
            if len(positions[normalized(twice)]) > 1:
                self.warnings[name].append(f"has the unknown column {twice} more than once")
        return reads, sorted(unknown)

    def _copy(self, query: str, path: Path) -> None:
        self.connection.execute(
            f"copy ({query}) to {literal(str(path))} (format parquet, compression zstd)"
        )

    def _split(self, batch: Path, quarantine: Path, table: Table) -> None:
        """Take the bad rows out of a batch, each with its first problem and the names of others."""
        everything = batch.with_suffix(".all")
        batch.replace(everything)
        rows = f"from read_parquet({file_literal(everything)})"
        self._copy(f"select * {rows} where _problems is null", batch)
        self._copy(
            f"""
            select
                {literal(table.system)} as system,
                {literal(table.name)} as table_name,
                _file as file,
                _row as row_number,
                _problems[1].column_name as column_name,
                array_to_string(list_concat([_problems[1].reason], list_transform(
                    _problems[2:], lambda p: p.column_name || ' ' || p.reason
                )), '; ') as reason,
                _problems[1].value as value
            {rows} where _problems is not null
            """,
            quarantine,
        )
        everything.unlink()

    def _held_back(self, table: Table) -> list[str]:
        """For each column, the first of its dates that are still in the future, as text."""
        latest = self.as_of + timedelta(days=1)
        return [
            f"cast(min({name}) filter (where {name} > timestamp '{latest}') as varchar)"
            for name in _dated(table)
        ] or ["null"]

    def _newest(self, batch: Path, table: Table) -> str | None:
        """The latest date in a batch, as text."""
        names = ", ".join(f"cast(max({name}) as varchar)" for name in _dated(table)) or "null"
        found = self.connection.execute(
            f"select {names} from read_parquet({file_literal(batch)})"
        ).fetchone()
        return max(filter(None, found or ()), default=None)

    def _refuse_shrunk(self, entry: Landed) -> None:
        before = self.entries.get(entry.file)
        if (
            before
            and not self.allow_shrink
            and before.rows_in >= ROWS_WORTH_GUARDING
            and entry.rows_in * 2 < before.rows_in
        ):
            raise Unreadable(
                f"has {entry.rows_in:,} rows where it had {before.rows_in:,}; "
                "export it again, or allow it with --allow-shrink"
            )


def _dated(table: Table) -> list[str]:
    """The columns that must not be in the future, as timestamps."""
    return [
        f"cast({quoted(column.name)} as timestamp)"
        for column in table.columns
        if column.type.kind in ("date", "timestamp") and not column.may_be_future
    ]


@dataclass(frozen=True)
class _Read:
    """A column of the file and how it is cast."""

    position: int
    cast: Cast


def _typed_rows(source: Source, table: Table, reads: dict[str, _Read], name: str) -> str:
    """The query of a file's rows: typed, numbered, and with the list of what is wrong in each."""
    numbered = list(enumerate(reads.values()))
    raw = ", ".join(f"{read.cast.raw} as x{i}" for i, read in numbered)
    values = ", ".join(f"{read.cast.value} as v{i}" for i, read in numbered)
    at = {column: f"v{i}" for i, column in enumerate(reads)}
    chosen = [
        f"{at[column.name]} as {quoted(column.name)}"
        if column.name in at
        else f"cast(null as {column.data_type}) as {quoted(column.name)}"
        for column in table.columns
    ]
    loaded = [v for key, v in at.items() if key.startswith("_loaded_at:")]
    deleted = [f"coalesce({v}, false)" for key, v in at.items() if key.startswith("_is_deleted:")]
    conditions = [f"({when})" for _, read in numbered for when, _ in read.cast.problems]
    problems = ", ".join(
        f"{{'column_name': {literal(read.cast.name)}, 'reason': case "
        + " ".join(f"when {when} then {literal(why)}" for when, why in read.cast.problems)
        + f" end, 'value': left(cast(x{i} as varchar), 200)}}"
        for i, read in numbered
        if read.cast.problems
    )
    wanted = [(f"f{i}", read.position) for i, read in numbered]
    return f"""
        select
            {", ".join(chosen)},
            cast({loaded[0] if loaded else "null"} as timestamp) as _loaded_at,
            {" or ".join(deleted) or "false"} as _is_deleted,
            {literal(name)} as _file,
            _row,
            case when {" or ".join(conditions)} then
                list_filter([{problems}], lambda p: p.reason is not null)
            end as _problems
        from (
            select *, {values} from (select {raw}, _row from ({source.select(wanted)}))
        )
    """


def _missing(missing: Sequence[str], unknown: Sequence[str], table: Table) -> str:
    """Which columns a file lacks, and what they may be called now."""
    words = {normalized(name): name for name in unknown}
    parts = []
    for name in missing:
        close = difflib.get_close_matches(normalized(name), words, n=1, cutoff=0.6)
        if not close and len(missing) == len(words) == 1:
            close = list(words)
        parts.append(f"{name} (looks renamed to {words[close[0]]})" if close else name)
    others = f"; columns we do not know: {', '.join(unknown[:8])}" if unknown else ""
    return f"has no column {', '.join(parts)}, which {table.label} needs{others}"


_Identity = tuple[int, int, int, int]


def _identity(path: Path) -> _Identity:
    """What changes when a file is written to or another takes its place."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _sha256_of(paths: dict[str, Path]) -> dict[str, str]:
    """The digests of files, several at a time: hashing is what an unchanged night costs."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(paths, pool.map(file_sha256, paths.values()), strict=True))


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _prune(home: Path, entries: Iterable[Landed]) -> None:
    """Delete batches that no manifest entry names: rows of earlier versions of a file."""
    folder = raw_folder(home)
    named = {folder / name for e in entries for name in (e.batch, e.quarantine) if name}
    for kind in ("batches", "quarantine"):
        for path in (folder / kind).rglob("*.parquet"):
            if path not in named:
                path.unlink()


class _Bars:
    """A progress bar per table, in bytes; silent where nobody watches."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, wanted: bool) -> None:
        self.connection = connection
        self.wanted = wanted and sys.stderr.isatty()
        self.progress = Progress(
            TextColumn("{task.description:<40}"),
            BarColumn(),
            DownloadColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not self.wanted,
        )
        self.task: TaskID | None = None
        self.done = 0
        self.reading = 0
        self.stop = threading.Event()

    def __enter__(self) -> _Bars:
        self.progress.start()
        if self.wanted:
            self.watcher = threading.Thread(target=self._watch, daemon=True)
            self.watcher.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop.set()
        if self.wanted:
            self.watcher.join()
        self.progress.stop()

    def table(self, label: str, size: int) -> None:
        self.done, self.reading = 0, 0
        self.task = self.progress.add_task(label, total=size)

    @contextmanager
    def file(self, size: int) -> Iterator[None]:
        self.reading = size
        yield
        self.done, self.reading = self.done + size, 0
        if self.task is not None:
            self.progress.update(self.task, completed=self.done)

    def _watch(self) -> None:
        """DuckDB knows how far it is in the query that another thread runs."""
        while not self.stop.wait(0.2):
            percent = self.connection.query_progress()
            if self.task is not None and percent > 0:
                now = self.done + self.reading * percent / 100
                self.progress.update(self.task, completed=now)
