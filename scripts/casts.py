"""SQL that turns what a file says into typed values, and tells what does not fit.

Every function writes DuckDB expressions; none runs anything. The session's TimeZone must be the
table's: times without an offset are read in it, and all are stored as naive UTC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from scripts.contracts import Column, Table, Type

MAX_FIELD_BYTES = 65_536
IN_THE_FUTURE = "is in the future"

# What parquet types are already what the contract wants. Others are read by way of their text,
# which is exact: 10.1 as a double is not 10.1, but its text is.
SAME_TYPE = {
    "varchar": {"VARCHAR"},
    "bigint": {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"},
    "double": {"DOUBLE"},
    "boolean": {"BOOLEAN"},
    "date": {"DATE"},
    "timestamp": {
        "TIMESTAMP",
        "TIMESTAMP_S",
        "TIMESTAMP_MS",
        "TIMESTAMP_NS",
        "TIMESTAMP WITH TIME ZONE",
    },
}
EPOCHS = {"epoch_seconds": 1, "epoch_milliseconds": 1_000, "epoch_microseconds": 1_000_000}
EXPONENT = r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d{1,3}"


@dataclass(frozen=True)
class Cast:
    """How one column is read: `raw` from the file, `value` from `x`, and what `problems` that has.

    `x` and `v` stand for the raw and the typed value: the names they have in the query around.
    A problem is a condition over both and what to say when it holds.
    """

    name: str
    raw: str
    value: str
    problems: tuple[tuple[str, str], ...]


def quoted(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string."""
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: Path | str) -> str:
    """A file's path, with nothing in it that DuckDB would take for a pattern of many."""
    return literal(re.sub(r"[*?\[]", r"[\g<0>]", str(path)))


def cast_column(
    column: Column,
    table: Table,
    source: str,
    source_type: str,
    x: str,
    v: str,
    as_of: date,
    check_nul: bool,
) -> Cast:
    """How `source`, an expression of DuckDB type `source_type`, becomes the contract's column.

    A text that is empty is null, whatever the format of the file; so are the table's null words.
    """
    kind = column.type.kind
    same = source_type in SAME_TYPE.get(kind, ())
    if column.type.is_nested:
        raw = as_json(source, source_type)
        value = f"try_cast({x} as {column.type.sql})"
        misfit = " or ".join(_nested_misfits(column.type, x))
        problems = [(f"{x} is not null and ({misfit})", f"does not fit {_shape(column.type)}")]
    elif same and kind != "varchar":
        raw, value = source, _typed(kind, source_type, x)
        problems = []
        if kind == "double":
            problems.append((f"not isfinite({v})", "is not a number"))
    else:
        raw = _as_text(source, source_type)
        raw = f"nullif({raw if kind == 'varchar' else f'trim({raw})'}, '')"
        if table.null_words:
            raw = f"case when not {_one_of(f'trim({raw})', table.null_words)} then {raw} end"
        value, wrong = _from_text(column, table, x)
        problems = [(f"strlen({x}) > {MAX_FIELD_BYTES}", "is longer than 64 KB")]
        if check_nul and kind == "varchar":
            problems.append((f"contains({x}, chr(0))", "holds a NUL byte"))
        if wrong:
            problems.append((f"{x} is not null and {v} is null", wrong))
    if column.not_null:
        problems.append((f"{x} is null", "is empty"))
    problems += _limits(column, table, v, as_of)
    return Cast(column.name, raw, value, tuple(problems))


def cast_loaded_at(source: str, source_type: str, x: str, v: str, ways: Sequence[str]) -> Cast:
    """When a loader wrote the row, in the first of `ways` that fits."""
    if source_type in SAME_TYPE["timestamp"]:
        return Cast("_loaded_at", source, _typed("timestamp", source_type, x), ())
    values = [
        f"timezone('UTC', try_cast({x} as timestamptz))" if way == "timestamp" else epoch(x, way)
        for way in ways
    ]
    return Cast(
        "_loaded_at",
        f"nullif(trim({_as_text(source, source_type)}), '')",
        f"coalesce({', '.join(values)})",
        ((f"{x} is not null and {v} is null", "is not a time"),),
    )


def cast_is_deleted(source: str, source_type: str, x: str, v: str, way: str) -> Cast:
    """Whether a loader says that the row is gone at its source."""
    raw = f"nullif(trim({_as_text(source, source_type)}), '')"
    if way == "time":
        return Cast("_is_deleted", raw, f"{x} is not null", ())
    return Cast(
        "_is_deleted",
        raw,
        _boolean(x),
        ((f"{x} is not null and {v} is null", "is not true or false"),),
    )


def epoch(x: str, unit: str) -> str:
    """The UTC time that a number of seconds or parts of one since 1970 means."""
    plain = rf"regexp_full_match({x}, '\d{{1,17}}(\.\d*)?')"
    micros = f"try_cast({x} as decimal(38, 6)) * {1_000_000 // EPOCHS[unit]}"
    return f"case when {plain} then make_timestamp(cast({micros} as bigint)) end"


def _as_text(source: str, source_type: str) -> str:
    if source_type == "JSON":
        return f"({source} ->> '$')"
    return source if source_type == "VARCHAR" else f"cast({source} as varchar)"


def member(source: str, source_type: str, path: Sequence[str]) -> str:
    """What `path` leads to inside `source`, as JSON; where no object is, what is there instead."""
    whole = as_json(source, source_type)
    keys = "".join(f".{quoted(key)}" for key in path)
    inside = f"json_extract({whole}, {literal('$' + keys)})"
    return f"case when json_type({whole}) = 'OBJECT' then {inside} else {whole} end"


def as_json(source: str, source_type: str) -> str:
    """JSON's own null is no value."""
    if source_type == "JSON":
        return f"case when json_type({source}) <> 'NULL' then {source} end"
    if source_type == "VARCHAR":
        # Text that is no JSON becomes a JSON string, which then does not fit.
        return f"coalesce(try_cast(nullif({source}, '') as json), to_json(nullif({source}, '')))"
    return f"to_json({source})"


def _typed(kind: str, source_type: str, x: str) -> str:
    if kind != "timestamp":
        return f"cast({x} as {kind})"
    if source_type == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {x})"
    return f"timezone('UTC', cast(cast({x} as timestamp) as timestamptz))"


def _from_text(column: Column, table: Table, x: str) -> tuple[str, str | None]:
    kind = column.type.kind
    if kind == "varchar":
        return x, None
    if kind == "boolean":
        return _boolean(x), "is not true or false"
    if kind == "date":
        return _date(column, table, x), "is not a date"
    if kind == "timestamp":
        return _timestamp(column, table, x), "is not a time"
    return _number(column.type, x), {
        "bigint": "is not a whole number",
        "double": "is not a number",
    }.get(kind, f"is not a number of {column.type.sql}")


def _number(kind: Type, x: str) -> str:
    """A plain number, and not one that would have to be rounded."""
    value = f"try_cast({x} as {kind.sql})"
    if kind.kind == "double":
        plain = rf"regexp_full_match({x}, '[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{{1,3}})?')"
        return f"case when {plain} and isfinite({value}) then {value} end"
    if kind.scale:
        digits = rf"(\d+(\.\d{{0,{kind.scale}}}0*)?|\.\d{{1,{kind.scale}}}0*)"
    else:
        digits = r"\d+(\.0*)?"
    exact = f"regexp_full_match({x}, '[+-]?{digits}')"
    # Twice compared: the decimal sees every digit of a large number, the double of a tiny one.
    scientific = (
        f"regexp_full_match({x}, '{EXPONENT}') and try_cast({x} as decimal(38, 18)) = {value} "
        f"and try_cast({x} as double) = cast({value} as double)"
    )
    return f"case when {exact} then {value} when {scientific} then {value} end"


def _boolean(x: str) -> str:
    yes = _one_of(f"lower({x})", ("true", "t", "yes", "y", "1"))
    no = _one_of(f"lower({x})", ("false", "f", "no", "n", "0"))
    return f"case when {yes} then true when {no} then false end"


def _one_of(x: str, words: Sequence[str]) -> str:
    # DuckDB makes a join of a long `in`, which is slower and knows no progress.
    return f"list_contains([{', '.join(literal(word) for word in words)}], {x})"


def _date(column: Column, table: Table, x: str) -> str:
    """The day as it is written. A time behind it must be one, and is left out."""
    # A cast to date would take any text that begins like a date.
    value = f"cast(try_cast({x} as timestamp) as date)"
    of_table = (table.date_format,) if table.date_format else ()
    for written in reversed(column.formats or of_table):
        moment = epoch(x, written) if written in EPOCHS else _strptime(x, written)
        value = f"coalesce(cast({moment} as date), {value})"
    return value


def _timestamp(column: Column, table: Table, x: str) -> str:
    day = f"{x} || ' 23:59:59.999999'" if column.bare_date == "end_of_day" else x
    text = x if day == x else f"case when strlen({x}) <= 10 then {day} else {x} end"
    value = f"timezone('UTC', try_cast({text} as timestamptz))"
    for written in reversed(column.formats):
        if written in EPOCHS:
            moment = epoch(x, written)
        else:
            moment = f"timezone('UTC', cast({_strptime(x, written)} as timestamptz))"
        value = f"coalesce({moment}, {value})"
    return value


def _strptime(x: str, written: str) -> str:
    return f"try_strptime({x}, {literal(written)})"


def _limits(column: Column, table: Table, v: str, as_of: date) -> list[tuple[str, str]]:
    problems = []
    if column.minimum is not None:
        problems.append((f"{v} < {column.minimum}", f"is below {column.minimum}"))
    if column.type.kind in ("date", "timestamp"):
        kind = column.type.kind
        earliest = table.earliest_date.isoformat()
        problems.append((f"{v} < {kind} '{earliest}'", f"is before {earliest}"))
        if column.may_be_future:
            problems.append((f"not isfinite({v})", "is not a date"))
        else:
            latest = as_of + timedelta(days=1)
            problems.append((f"{v} > {kind} '{latest.isoformat()}'", IN_THE_FUTURE))
    return problems


def _shape(kind: Type) -> str:
    return f"a list of {_shape(kind.element)}" if kind.element else f"a {kind.kind}"


def _nested_misfits(kind: Type, x: str, path: str = "$") -> list[str]:
    """Conditions under which JSON `x` has, at `path`, what would be silently null in `kind`.

    A cast from JSON leaves out what it does not know, as it should, and also makes a null of
    whatever does not fit; so the shape and the numbers are looked at one path at a time.
    """
    many = "[*]" in path
    if kind.is_nested:
        wanted = "'OBJECT', 'NULL'" if kind.kind == "struct" else "'ARRAY', 'NULL'"
        found = f"json_type({x}, {literal(path)})"
        one = "t not in" if many else f"{found} not in"
        misfit = f"{one} ({wanted})"
        misfits = [f"len(list_filter({found}, lambda t: {misfit})) > 0" if many else misfit]
        if kind.element:
            return misfits + _nested_misfits(kind.element, x, f"{path}[*]")
        for name, field in kind.fields:
            misfits += _nested_misfits(field, x, f'{path}."{name}"')
        return misfits
    if kind.kind == "varchar":
        return []
    found = f"json_extract_string({x}, {literal(path)})"
    text = "t" if many else found
    if kind.kind in ("bigint", "double", "decimal"):
        value = _number(kind, text)
    else:
        value = _boolean(text) if kind.kind == "boolean" else f"try_cast({text} as {kind.sql})"
    if many:
        return [f"len(list_filter({found}, lambda t: t is not null and {value} is null)) > 0"]
    return [f"({found} is not null and {value} is null)"]
