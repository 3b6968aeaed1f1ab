"""What each source table must look like: the dbt source yml, read as `land` needs it.

The yml is the only place where a source column is declared. dbt documents and tests from it,
`land` reads files by it, and a change in it makes the files land again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from scripts.home import Misused

# Part of every contract hash. Raise it when the reader itself starts to give other rows for the
# same file and contract, so that everything lands again.
READER_VERSION = 2

# The same loader in C where libyaml is there: ten times as fast, and every command waits for it.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

SCALAR_TYPES = {"varchar", "bigint", "double", "boolean", "date", "timestamp"}


class ContractError(Misused):
    """A source yml says something that `land` cannot obey."""


@dataclass(frozen=True)
class Type:
    """A column type. `kind` is a scalar type's name, or decimal, struct or list."""

    sql: str
    kind: str
    scale: int = 0
    fields: tuple[tuple[str, Type], ...] = ()
    element: Type | None = None

    @property
    def is_nested(self) -> bool:
        return self.kind in ("struct", "list")


@dataclass(frozen=True)
class Column:
    """One column of a source table.

    `aliases` are a company's own names for it, `also` those that loaders give it, each in order.
    A dot in a name leads into a nested value: `Owner.id`.
    """

    name: str
    type: Type
    required: bool = False
    not_null: bool = False
    minimum: str | None = None
    may_be_future: bool = False
    bare_date: str | None = None
    formats: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called, in the order in which a file is searched for it."""
        return (*self.aliases, self.name, *self.also)

    @property
    def words(self) -> set[str]:
        """The normalized names of which a file that has the column has one."""
        return {normalized(word) for name in self.names for word in (name, name.split(".")[0])}

    @property
    def data_type(self) -> str:
        return self.type.sql


@dataclass(frozen=True)
class Table:
    """One source table: its columns, how to read its files, which of two rows wins.

    `also` are names that loaders give it, `deleted` columns that say a row is gone at its source.
    `merged_into` is the column that names the record a record was merged into, `merged_from` the
    one that lists, with semicolons between them, the records that were merged into it.
    """

    system: str
    name: str
    columns: tuple[Column, ...]
    earliest_date: date
    key: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    updated_at: str | None = None
    merged_into: str | None = None
    merged_from: str | None = None
    time_zone: str = "UTC"
    null_words: tuple[str, ...] = ()
    delimiter: str = ","
    encoding: str = "utf-8"
    date_format: str | None = None
    also: tuple[str, ...] = ()
    deleted: tuple[Column, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.system}.{self.name}"

    @property
    def hash(self) -> str:
        """Changes when the same file could give other rows; which of them wins is no part of it."""
        read_by = asdict(self)
        for of_no_matter in ("replace", "updated_at", "also", "merged_into", "merged_from"):
            del read_by[of_no_matter]
        text = json.dumps([READER_VERSION, read_by], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def words(self) -> set[str]:
        """Every normalized name by which a file may have one of the columns."""
        return {word for column in self.columns for word in column.words}


@dataclass(frozen=True)
class System:
    """A source system: a folder of landing, a schema of the raw database."""

    name: str
    tables: dict[str, Table]

    @property
    def tables_by_word(self) -> dict[str, Table]:
        """Its tables by every normalized name that a file or folder may have."""
        return {
            normalized(name): table
            for table in self.tables.values()
            for name in (table.name, *table.also)
        }


def normalized(name: str) -> str:
    """A name without what exports change about it: case, spaces, underscores, dots, - and $."""
    return re.sub(r"[\s_.$-]+", "", name.strip().lstrip("\ufeff").lower())


def load_contracts(project: Path) -> dict[str, System]:
    """All source contracts of the project, by system.

    Whether a system is switched on is not asked: its files land either way. Raises
    ContractError, naming file and table, where a yml cannot be obeyed.
    """
    variables = _yaml(project / "dbt_project.yml").get("vars") or {}
    earliest = date.fromisoformat(str(variables.get("earliest_date", "1990-01-01")))
    custom: Mapping[str, Any] = variables.get("custom_fields") or {}
    tables: dict[str, dict[str, Table]] = {}
    for path in sorted((project / "models" / "staging").glob("*/_*.yml")):
        for source in _yaml(path).get("sources") or []:
            known = tables.setdefault(source["name"], {})
            for spec in source.get("tables") or []:
                where = f"{path.relative_to(project)}: {source['name']}.{spec['name']}"
                mapped = (custom.get(source["name"]) or {}).get(spec["name"]) or {}
                known[spec["name"]] = _table(source, spec, earliest, mapped, where)
    for system, its_tables in tables.items():
        _refuse_one_name_for_two(system, its_tables)
    for system, mappings in custom.items():
        for table in mappings or {}:
            if table not in tables.get(system, {}):
                raise ContractError(
                    f"dbt_project.yml: vars.custom_fields names {system}.{table}, "
                    "which no source yml declares"
                )
    return {name: System(name, known) for name, known in sorted(tables.items())}


def _refuse_one_name_for_two(system: str, tables: Mapping[str, Table]) -> None:
    named: dict[str, str] = {}
    for table in tables.values():
        for name in (table.name, *table.also):
            other = named.setdefault(normalized(name), table.name)
            if other != table.name:
                raise ContractError(f"{system}: both {other} and {table.name} are called {name}")


def parse_type(text: str) -> Type:
    """The type that `text` names, as dbt's data_type does. Raises ValueError if it is none."""
    tokens = re.findall(r'"[^"]+"|\w+|\[\]|[(),]', text)
    if "".join(tokens) != re.sub(r"\s+", "", text):
        raise ValueError(f"cannot read the type {text!r}")
    parsed = _parse(tokens)
    if tokens:
        raise ValueError(f"cannot read the type {text!r} from {tokens[0]!r} on")
    return parsed


def _parse(tokens: list[str]) -> Type:
    if not tokens:
        raise ValueError("the type ends too early")
    word = tokens.pop(0).lower()
    if word == "struct":
        parsed = _parse_struct(tokens)
    elif word in ("decimal", "numeric"):
        opening, precision, comma, scale, closing = [*tokens, *[""] * 5][:5]
        if (opening, comma, closing) != ("(", ",", ")"):
            raise ValueError("a decimal needs precision and scale, as in decimal(18, 4)")
        del tokens[:5]
        parsed = Type(f"decimal({precision}, {scale})", "decimal", scale=int(scale))
    elif word in SCALAR_TYPES:
        parsed = Type(word, word)
    else:
        raise ValueError(f"{word!r} is not a type that land can read")
    while tokens and tokens[0] == "[]":
        tokens.pop(0)
        parsed = Type(f"{parsed.sql}[]", "list", element=parsed)
    return parsed


def _parse_struct(tokens: list[str]) -> Type:
    fields: list[tuple[str, Type]] = []
    if not tokens or tokens[0] != "(":
        raise ValueError("a struct needs its fields in parentheses")
    while tokens and tokens.pop(0) != ")":
        name = tokens.pop(0).strip('"')
        fields.append((name, _parse(tokens)))
        if not tokens or tokens[0] not in ",)":
            raise ValueError(f"cannot read the struct after its field {name!r}")
    inside = ", ".join(f'"{name}" {kind.sql}' for name, kind in fields)
    return Type(f"struct({inside})", "struct", fields=tuple(fields))


def _table(
    source: Mapping[str, Any],
    spec: Mapping[str, Any],
    earliest: date,
    mapped: Mapping[str, Any],
    where: str,
) -> Table:
    meta = {**_meta(source), **_meta(spec)}
    columns = [_column(column, mapped, where) for column in spec.get("columns") or []]
    names = {column.name for column in columns}
    key, replaced = _words(meta.get("key")), _words(meta.get("replace"))
    updated_at = meta.get("updated_at")
    merged = {word: meta.get(word) for word in ("merged_into", "merged_from")}
    named = {name for value in (updated_at, *merged.values()) for name in _words(value)}
    for name in {*key, *replaced, *mapped, *named} - names:
        raise ContractError(f"{where}: {name} is not one of its columns")
    if key and replaced:
        raise ContractError(f"{where}: key and replace exclude each other")
    if any(merged.values()) and len(key) != 1:
        raise ContractError(f"{where}: only a table with a key of one column can say what merged")
    time_zone = str(meta.get("time_zone", "UTC"))
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError):
        raise ContractError(f"{where}: {time_zone} is not a time zone") from None
    return Table(
        system=source["name"],
        name=spec["name"],
        # A row without its key cannot be told from another version of itself.
        columns=tuple(
            replace(column, required=True, not_null=True) if column.name in key else column
            for column in columns
        ),
        earliest_date=earliest,
        key=key,
        replace=replaced,
        updated_at=updated_at,
        merged_into=merged["merged_into"],
        merged_from=merged["merged_from"],
        time_zone=time_zone,
        null_words=_words(meta.get("null_words")),
        delimiter=str(meta.get("delimiter", ",")),
        encoding=str(meta.get("encoding", "utf-8")).lower(),
        date_format=meta.get("date_format"),
        also=_words(_meta(spec).get("also")),
        deleted=tuple(Column(name, parse_type("boolean")) for name in _words(meta.get("deleted"))),
    )


def _column(spec: Mapping[str, Any], mapped: Mapping[str, Any], where: str) -> Column:
    meta = _meta(spec)
    try:
        kind = parse_type(str(spec["data_type"]).strip())
    except KeyError:
        raise ContractError(f"{where}.{spec['name']}: has no data_type") from None
    except (ValueError, IndexError) as error:
        raise ContractError(f"{where}.{spec['name']}: {error}") from None
    minimum = meta.get("minimum")
    return Column(
        name=spec["name"],
        type=kind,
        # A column that may not be null has to be there.
        required=bool(meta.get("required") or meta.get("not_null")),
        not_null=bool(meta.get("not_null")),
        minimum=None if minimum is None else str(Decimal(str(minimum))),
        may_be_future=bool(meta.get("may_be_future")),
        bare_date=meta.get("bare_date"),
        formats=_words(meta.get("format")),
        aliases=_words(mapped.get(spec["name"])),
        also=_words(meta.get("also")),
    )


def _meta(spec: Mapping[str, Any]) -> dict[str, Any]:
    """dbt takes meta under config; older ymls have it at the top."""
    return {**(spec.get("meta") or {}), **((spec.get("config") or {}).get("meta") or {})}


def _words(value: str | Iterable[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(word) for word in value)


def _yaml(path: Path) -> dict[str, Any]:
    try:
        return yaml.load(path.read_text(), Loader=SAFE_LOADER) or {}
    except FileNotFoundError:
        raise ContractError(f"{path} does not exist") from None
    except yaml.YAMLError as error:
        raise ContractError(f"{path}: {' '.join(str(error).split())}") from None
