"""Open a landed file: what it is, what columns it has, how DuckDB reads it.

Whatever makes a whole file unusable is found here, or named here when DuckDB finds it, and
raised as Unreadable with one line that says what to do. Nothing is guessed: the delimiter and
the encoding are the contract's, the header is read by name, every value is text.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from scripts.casts import file_literal, literal, member, quoted
from scripts.contracts import Column, Table, normalized

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
}
HEAD_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20
MAX_LINE_BYTES = 1 << 23
MAX_OBJECT_BYTES = 1 << 24
MAX_WRAPPED_BYTES = 1 << 28
KEYS_LOOKED_AT = 1_000


class Unreadable(Exception):
    """A file that cannot be used at all; the text says why, and what to do."""


class NoRecords(Exception):
    """A sound answer of an API that there is nothing: an object around an empty list."""


@dataclass(frozen=True)
class Source:
    """An opened file.

    `columns` are its column names and DuckDB types, in order. `select` makes a query of some of
    them, given as (alias, position), and of `_row`, 1 for the first row.
    """

    columns: tuple[tuple[str, str], ...]
    select: Callable[[Sequence[tuple[str, int]]], str]
    holds_nul: bool
    warnings: tuple[str, ...] = ()


class Members:
    """Where an opened file has a column: under one of its names, or inside a nested value.

    What is nested is told by the first records. A member that they lack may still come later: it
    is then looked for under its own spelling, unless the file has to have it.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: Source,
        positions: Mapping[str, Sequence[int]],
        records: Sequence[str],
    ) -> None:
        self._connection = connection
        self._source = source
        self._positions = positions
        self._records = [word for word in records if word in positions]
        self._seen: dict[tuple[str, ...], dict[str, str]] = {}

    def find(self, column: Column) -> tuple[str, tuple[str, ...]] | None:
        """The normalized name of the file's column, and the path inside it; None if it has none."""
        for name in column.names:
            if normalized(name) in self._positions:
                return normalized(name), ()
        parts = [(normalized(head), rest) for head, *rest in (n.split(".") for n in column.names)]
        nested = [(head, rest) for head, rest in parts if rest and head in self._positions]
        for record in self._records:
            nested += [(record, [name]) for name in column.names]
            nested += [(record, name.split(".")) for name in column.names if "." in name]
        for head, rest in nested:
            path = self._path(head, rest)
            if path:
                return head, path
        if not column.required:
            for head, rest in nested:
                if self._keys((head,)):
                    return head, tuple(rest)
        return None

    def _path(self, head: str, names: Sequence[str]) -> tuple[str, ...] | None:
        path: tuple[str, ...] = ()
        for name in names:
            key = self._keys((head, *path)).get(normalized(name))
            if key is None:
                return None
            path = (*path, key)
        return path

    def _keys(self, place: tuple[str, ...]) -> dict[str, str]:
        """The members that the first records have at a place, by normalized name."""
        if place not in self._seen:
            head, *path = place
            position = self._positions[head][0]
            value = member("f", self._source.columns[position][1], path)
            rows = self._connection.execute(
                f"select json_keys(value) from (select {value} as value from"
                f" ({self._source.select([('f', position)])}) limit {KEYS_LOOKED_AT})"
                " where json_type(value) = 'OBJECT'"
            ).fetchall()
            keys = [key for (keys,) in rows for key in keys]
            self._seen[place] = {normalized(key): key for key in reversed(keys)}
        return self._seen[place]


def file_format(path: Path) -> str | None:
    """csv, json, ndjson or parquet, by name; None where the name says none of them."""
    found = FORMATS.get(_suffix(path))
    return None if found == "parquet" and path.suffix.lower() == ".gz" else found


def _suffix(path: Path) -> str:
    """What says the format, without the .gz behind it."""
    return (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def table_stem(name: str) -> str:
    """A file's name without what says its format."""
    return re.sub(
        r"(\.(csv|tsv|json|ndjson|jsonl|parquet))?(\.gz)?$", "", name, flags=re.IGNORECASE
    )


def file_sha256(path: Path) -> str:
    """What a file is known by, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_source(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    table: Table,
    records: Sequence[str],
    scratch: Path,
) -> Source:
    """Look into a file without reading all of it. Raises Unreadable, or NoRecords.

    `records` are normalized names of columns that may hold whole records; `scratch` is a folder
    for a copy of the file in UTF-8, where it comes in another encoding.
    """
    kind = file_format(path)
    if _suffix(path) == ".tsv":
        table = replace(table, delimiter="\t")
    if path.stat().st_size == 0:
        raise Unreadable("is empty (0 bytes); export it again, or delete it")
    if kind == "parquet":
        return _open_parquet(connection, path)
    zipped = path.suffix.lower() == ".gz"
    seen = _read_through(path, zipped)
    _refuse_other_formats(seen.head, kind == "csv")
    declared = codecs.lookup(table.encoding).name
    is_json_with_mark = kind != "csv" and seen.head.startswith(codecs.BOM_UTF8)
    if declared not in ("utf-8", "ascii") or is_json_with_mark:
        encoding = "utf-8-sig" if is_json_with_mark else declared
        path = _in_utf8(path, zipped, encoding, scratch)
        seen = _read_through(path, False)
    else:
        _refuse_utf16(seen.head)
    if kind == "csv":
        return _open_csv(path, table, table.words.union(records), seen)
    return _open_json(connection, path, table, records, str(kind), seen, scratch)


@dataclass(frozen=True)
class _Seen:
    """What one pass over the bytes of a file shows."""

    head: bytes
    holds_nul: bool
    ends_with_newline: bool


def _read_through(path: Path, zipped: bool) -> _Seen:
    """Read every byte once, so that a gzip cut anywhere is found; DuckDB takes some of them."""
    head, last, nul = b"", b"", False
    try:
        with gzip.open(path, "rb") if zipped else path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                if len(head) < HEAD_BYTES:
                    head += chunk
                # JSON spells the NUL; the piece before may hold the beginning of it.
                nul = nul or b"\0" in chunk or b"\\u0000" in last[-6:] + chunk
                last = chunk
    except EOFError:
        raise Unreadable("is a gzip that ends too early; copy it again") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Unreadable(f"is not a sound gzip ({error}); copy it again") from None
    if not head:
        raise Unreadable("is empty; export it again, or delete it")
    return _Seen(head, nul, last.endswith((b"\n", b"\r")))


def _refuse_other_formats(head: bytes, is_csv: bool) -> None:
    start = head[:4096].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith(b"PAR1"):
        raise Unreadable("is a parquet file by another name; name it .parquet")
    if head.startswith(b"\x1f\x8b"):
        raise Unreadable("is a gzip by another name; add .gz to its name")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("is a zip or an Excel workbook; save the sheet as CSV UTF-8")
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise Unreadable("is a web page, probably an error or a login page; export it again")
    if start.startswith(b"<?xml"):
        raise Unreadable("is XML, probably an error message; export it again")
    if is_csv and start.startswith((b"{", b"[{", b"[\n")):
        raise Unreadable("is JSON, probably an error message; export it again, or name it .json")


def _refuse_utf16(head: bytes) -> None:
    piece = head[:4096]
    if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (
        piece.count(0) > len(piece) // 4
    ):
        raise Unreadable(
            "is in UTF-16; save it as UTF-8, or declare meta: {encoding: utf-16} on its table"
        )


def _in_utf8(path: Path, zipped: bool, encoding: str, scratch: Path) -> Path:
    copy = scratch / f"utf8{''.join(path.suffixes[:1]) or '.csv'}"
    try:
        with (
            gzip.open(path, "rb") if zipped else path.open("rb") as opened,
            io.TextIOWrapper(opened, encoding=encoding, newline="") as text,
            copy.open("w", encoding="utf-8", newline="") as file,
        ):
            while chunk := text.read(CHUNK_BYTES):
                file.write(chunk)
    except UnicodeError as error:
        raise Unreadable(f"is not in {encoding}, as its table declares: {error}") from None
    return copy


def _open_csv(path: Path, table: Table, known: set[str], seen: _Seen) -> Source:
    names = _header(seen.head, table)
    if len(names) == 1 and normalized(names[0]) not in known:
        for delimiter in (";", "\t", "|", ","):
            if delimiter != table.delimiter and delimiter in names[0]:
                raise Unreadable(
                    f"is separated by {delimiter!r}, not {table.delimiter!r}; export it with "
                    f"{table.delimiter!r}, or declare meta: {{delimiter: {delimiter!r}}} "
                    "on its table"
                )
    if not any(normalized(name) in known for name in names):
        shown = table.delimiter.join(names)[:80]
        raise Unreadable(
            f"has no header: its first line names no column of {table.label} ({shown})"
        )
    types = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(names)))
    reader = (
        f"read_csv({file_literal(path)}, auto_detect = false, columns = {{{types}}}, "
        f"header = true, delim = {literal(table.delimiter)}, quote = '\"', escape = '\"', "
        f"nullstr = '', strict_mode = true, max_line_size = {MAX_LINE_BYTES}, "
        f"buffer_size = {4 * MAX_LINE_BYTES})"
    )
    cut = () if seen.ends_with_newline else ("its last line has no end; was it cut short?",)
    return Source(
        columns=tuple((name, "VARCHAR") for name in names),
        select=lambda wanted: _numbered(
            [f"c{position} as {alias}" for alias, position in wanted], reader
        ),
        holds_nul=seen.holds_nul,
        warnings=cut,
    )


def _header(head: bytes, table: Table) -> list[str]:
    text = head.decode("utf-8-sig", errors="replace")
    try:
        names = next(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter))
    except (csv.Error, StopIteration) as error:
        raise Unreadable(f"has no header that can be read ({error})") from None
    if text[: len(text) // 2 + 1].isspace() or not any(name.strip() for name in names):
        raise Unreadable("has no header: its first line is blank")
    return names


def _open_json(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    table: Table,
    records: Sequence[str],
    kind: str,
    seen: _Seen,
    scratch: Path,
) -> Source:
    start = seen.head.lstrip()[:1]
    if start not in (b"{", b"["):
        raise Unreadable("is not JSON: it begins with neither { nor [")
    shape = {"ndjson": "newline_delimited"}.get(kind, "unstructured")
    if start == b"[":
        shape = "array"
    known = table.words.union(records)
    keys = _keys(connection, path, shape)
    if not any(normalized(key) in known for key in keys) and shape != "array":
        path, shape = _unwrapped(connection, path, shape, keys, table, scratch), "array"
        keys = _keys(connection, path, shape)
    if not keys:
        raise Unreadable("has no records; if that is right, delete the file")
    # A column that the first records lack may still come later, under its own name.
    present = {normalized(key) for key in keys}
    if present.isdisjoint(records):
        keys += [
            column.name
            for column in table.columns
            if not column.required and present.isdisjoint(column.words)
        ]

    def select(wanted: Sequence[tuple[str, int]]) -> str:
        read = {keys[position] for _, position in wanted} or {keys[0]}
        types = ", ".join(f"{literal(key)}: 'JSON'" for key in sorted(read))
        reader = f"read_json({file_literal(path)}, format = '{shape}', columns = {{{types}}})"
        return _numbered(
            [f"{quoted(keys[position])} as {alias}" for alias, position in wanted], reader
        )

    return Source(tuple((key, "JSON") for key in keys), select, seen.holds_nul)


def _keys(
    connection: duckdb.DuckDBPyConnection, path: Path, shape: str, most: int = MAX_OBJECT_BYTES
) -> list[str]:
    """Every key of the first records, in order of first appearance."""
    objects = (
        f"read_json_objects({file_literal(path)}, format = '{shape}', maximum_object_size = {most})"
    )
    try:
        rows = connection.execute(
            f"select json_keys(json) from (select json from {objects} limit {KEYS_LOOKED_AT}) "
            "where json_type(json) = 'OBJECT'"
        ).fetchall()
    except duckdb.InvalidInputException as error:
        # An object around many records; a buffer for it is costly, so only where it is needed.
        if "maximum_object_size" in str(error) and most < MAX_WRAPPED_BYTES:
            return _keys(connection, path, shape, MAX_WRAPPED_BYTES)
        raise
    return list(dict.fromkeys(key for (keys,) in rows for key in keys))


def _unwrapped(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    shape: str,
    keys: Sequence[str],
    table: Table,
    scratch: Path,
) -> Path:
    """The records of an object that holds one list of them, as a file of their own.

    Raises NoRecords where that list is empty.
    """
    reply = f"names no column of {table.label}, only {', '.join(keys[:5])}"
    if any(normalized(key) in ("error", "errors", "message", "errorcode") for key in keys):
        raise Unreadable(f"is an error message, not data: it {reply}; export it again")
    objects = (
        f"read_json_objects({file_literal(path)}, format = '{shape}', "
        f"maximum_object_size = {MAX_WRAPPED_BYTES})"
    )
    rows = connection.execute(f"select json from {objects} limit 2").fetchall()
    kinds = {
        key: connection.execute(
            "select json_type(?::json, '$.' || ?), json_type(?::json, '$.' || ? || '[0]')",
            [rows[0][0], quoted(key), rows[0][0], quoted(key)],
        ).fetchone()
        for key in keys
        if len(rows) == 1
    }
    lists = [key for key, kind in kinds.items() if kind == ("ARRAY", "OBJECT")]
    if list(kinds.values()).count(("ARRAY", None)) == 1 and not lists:
        raise NoRecords
    if len(lists) != 1:
        raise Unreadable(f"has no records of {table.label}: it {reply}")
    records = connection.execute(
        "select cast(json_extract(?::json, '$.' || ?) as varchar)", [rows[0][0], quoted(lists[0])]
    ).fetchone()
    copy = scratch / "records.json"
    copy.write_text(str(records[0] if records else "[]"))
    return copy


def _open_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Source:
    reader = f"read_parquet({file_literal(path)}, file_row_number = true)"
    described = connection.execute(f"describe select * from {reader}").fetchall()
    columns = tuple((row[0], row[1]) for row in described if row[0] != "file_row_number")

    def select(wanted: Sequence[tuple[str, int]]) -> str:
        chosen = [f"{quoted(columns[position][0])} as {alias}" for alias, position in wanted]
        return f"select {', '.join([*chosen, 'file_row_number + 1 as _row'])} from {reader}"

    return Source(columns, select, holds_nul=True)


def _numbered(chosen: Sequence[str], reader: str) -> str:
    # Without an order this streams in file order, which is what _row means.
    return f"select {', '.join([*chosen, 'row_number() over () as _row'])} from {reader}"


def explain(error: duckdb.Error, kind: str | None) -> str:
    """DuckDB's account of an unreadable file, in one line and in our words."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    place = f"line {line[1]}" if line else "a line"
    if "unterminated quote" in text:
        return f"{place}: a quote is opened and never closed, or is not doubled inside a field"
    counts = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
    if counts:
        return f"{place}: has {counts[2]} fields, the header has {counts[1]}; was it cut short?"
    if "Invalid unicode" in text or "invalid UTF-8" in text:
        return (
            f"{place if line else 'it'}: is not UTF-8; save it as UTF-8, or declare its encoding, "
            "as in meta: {encoding: cp1252}, on its table"
        )
    if "Maximum line size" in text:
        return f"{place}: is longer than {MAX_LINE_BYTES >> 20} MB; is a quote left open?"
    if kind == "csv" and ("invalid state" in text or "state machine" in text):
        return "mixes line ends (\\n and \\r\\n), or is not a CSV; save it with one kind of them"
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"needs more memory than it may take; raise the limit ({_first_line(text)})"
    if kind in ("json", "ndjson"):
        found = re.search(r"in (line|record/value) (\d+): (.*)", text)
        detail = f"{found[1].split('/')[0]} {found[2]}: {found[3]}" if found else _first_line(text)
        return f"is not sound JSON ({detail.strip()[:160]}); export it again"
    if kind == "parquet":
        return f"is not a parquet file that can be read ({_first_line(text)}); copy it again"
    return f"cannot be read: {_first_line(text)}"


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"^(\w+ )*Error: ", "", lines[0])[:160] if lines else "no reason given"
