"""Make the sample company: a world in DuckDB, written as the exports of its systems.

`sql/` is run in the order of its file names. 01 to 08 make the world, facts without words of any
system; 10 to 29 are views of it, one schema per system and one view per table; 30 is the truth.
A view has three columns that are not exported: `_night`, the night a version of a row landed,
`_until`, the night the next version did, and `_order`, which puts its rows in a total order.
Reports that restate have `_version` as well, and a file for each.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from scripts.home import PROJECT, Failed, Misused

SQL = Path(__file__).with_name("sql")
NAMES = Path(__file__).with_name("names.csv")
RATES = PROJECT / "seeds" / "fx_rates.csv"
CRMS = ("salesforce", "hubspot", "zoho_crm")
WORKING = ".making"

# Bytes on disk for a day at scale 1, measured: what is written, and the world while it is made.
BYTES_OF_A_DAY = 40_000
# A row that is sent again comes back this many nights later, as it was.
RESENT_AFTER = 5
RESENT_SHARE = 0.01
# Reports without a key: their rows add up, so loaders send whole days again and never single rows.
ADDS_UP = {"site_report_by_site", "page_report", "keyword_page_report"}
# Above this scale a month of web events is too much to sort in memory and JSON too long-winded:
# files hold a day, in the export format that both know, Parquet.
MONTHLY_UP_TO = 5
# How the web systems export their events up to that scale: BigQuery nested, Snowplow flat.
WEB_FILES = {
    "ga4": ("ndjson.gz", "format json, compression gzip"),
    "snowplow": ("csv.gz", "header, compression gzip"),
}

Step = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What company to make and what of it to write."""

    out: Path
    scale: float
    seed: int
    first: date
    last: date
    night: date | None = None
    crms: tuple[str, ...] = ("salesforce",)
    dirt: bool = True
    warm_up: float = 0.0
    threads: int = 2
    memory_limit: str = "4GB"

    @property
    def landing(self) -> Path:
        """What a refresh is given; the truth lies beside it."""
        return self.out / "landing"


@dataclass(frozen=True)
class View:
    """A table of a system: where it is exported to and how its rows are chosen."""

    schema: str
    name: str
    columns: frozenset[str]

    @property
    def source(self) -> str:
        return f'"{self.schema}"."{self.name}"'

    @property
    def is_report(self) -> bool:
        return "_version" in self.columns

    @property
    def suffix(self) -> str:
        """Zoho's and Hootsuite's records are nested, as their APIs give them."""
        return "ndjson" if self.schema in ("zoho_crm", "hootsuite") else "csv"

    @property
    def hidden(self) -> str:
        return ", ".join(sorted(self.columns & {"_night", "_until", "_order", "_version"}))


def make(order: Order, said: Step = lambda _: None) -> int:
    """Write the company that was ordered; return the number of rows. Raises Stopped."""
    check(order)
    with making(order, said) as connection:
        return export(connection, order, said)


def export(connection: duckdb.DuckDBPyConnection, order: Order, said: Step = lambda _: None) -> int:
    """Write what was ordered of a world that is there; return the number of rows."""
    rows = 0
    for view in views(connection):
        said(f"{view.schema}.{view.name}")
        rows += write(connection, order, view)
    for first, last, name in event_files(order):
        for system in WEB_FILES:
            said(f"{system}.events {name}")
            rows += write_events(connection, order, system, first, last, name)
    if order.night is None:
        said("truth")
        write_truth(connection, order)
    return rows


def check(order: Order) -> None:
    """Raise Stopped when the order makes no sense, or the disk will not hold it."""
    if order.first > order.last:
        raise Misused(f"--from {order.first} is after --to {order.last}")
    if order.night and not order.first <= order.night <= order.last:
        raise Misused(f"--day {order.night} is not between {order.first} and {order.last}")
    if order.scale <= 0:
        raise Misused("--scale must be above 0")
    if not 0 <= order.warm_up <= 1:
        raise Misused("--warm-up must be between 0 and 1")
    if order.night is None and order.out.exists() and any(order.out.iterdir()):
        raise Misused(f"{order.out} is not empty")
    days = (order.last - order.first).days + 1
    needed = round(BYTES_OF_A_DAY * max(order.scale, 0.05) * days)
    place = next(folder for folder in (order.out, *order.out.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    if free < needed:
        raise Failed(
            f"the disk of {place} has {free:,} bytes free; scale {order.scale:g} over {days} days"
            f" needs about {needed:,}"
        )


@contextmanager
def making(order: Order, said: Step = lambda _: None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the world in it, gone afterwards."""
    work = order.out / WORKING
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        with duckdb.connect(str(work / "world.duckdb")) as connection:
            connection.execute(f"set threads = {order.threads}")
            connection.execute("set memory_limit = ?", [order.memory_limit])
            connection.execute("set enable_progress_bar = false")
            connection.execute("set TimeZone = 'UTC'")
            for name, value in {
                "scale": order.scale,
                "seed": order.seed,
                "from_date": order.first,
                "to_date": order.last,
                "dirt": order.dirt,
                "warm_up": order.warm_up,
                "crms": list(order.crms),
                "names_file": str(NAMES),
                "rates_file": str(RATES),
            }.items():
                connection.execute(f"set variable {name} = $1", [value])
            connection.execute("create table re_sent (n bigint)")
            for script in sorted(SQL.glob("*.sql")):
                said(script.stem[3:].replace("_", " "))
                connection.execute(script.read_text(encoding="utf-8"))
            yield connection
    finally:
        shutil.rmtree(work, ignore_errors=True)


def views(connection: duckdb.DuckDBPyConnection) -> list[View]:
    """The tables to export, each system's in the order of their names."""
    found = connection.execute(
        "select table_schema, table_name, list(column_name order by ordinal_position)"
        " from information_schema.columns"
        " where table_schema not in ('main', 'truth') group by all order by all"
    ).fetchall()
    return [View(schema, name, frozenset(columns)) for schema, name, columns in found]


def write(connection: duckdb.DuckDBPyConnection, order: Order, view: View) -> int:
    """Export a table: whole, as of the last day, or what landed in one night."""
    if order.night is not None:
        landed = rows_of(view, f"_night = date '{order.night}'")
        night = order.night - timedelta(days=RESENT_AFTER)
        if order.dirt and not view.is_report and view.name not in ADDS_UP:
            resent = again(view, f"_night = date '{night}'")
            landed += f" union all {rows_of(view, resent)}"
        path = order.landing / view.schema / view.name / f"{order.night}.{view.suffix}"
        return copy(connection, landed, "order by _order, _night", path, view.hidden)
    if view.is_report:
        return sum(
            copy(
                connection,
                rows_of(view, f"_night <= date '{order.last}' and _version = {version}"),
                "order by _order, _night",
                order.landing / view.schema / view.name / f"{version}_{word}.csv",
                view.hidden,
            )
            for version, word in ((1, "first"), (2, "restated"))
        )
    landed = rows_of(
        view,
        f"_night <= date '{order.last}' and (_until is null or _until > date '{order.last}')",
    )
    if order.dirt and view.name not in ADDS_UP:
        night = order.last - timedelta(days=RESENT_AFTER)
        resent = rows_of(view, again(view, f"_night <= date '{night}'"))
        landed += f" union all {resent}"
        connection.execute(f"insert into re_sent select count(*) from ({resent})")
    path = order.landing / view.schema / f"{view.name}.{view.suffix}"
    return copy(connection, landed, "order by _order, _night", path, view.hidden)


def rows_of(view: View, condition: str) -> str:
    return f"select * from {view.source} where {condition}"


def again(view: View, condition: str) -> str:
    """Which of the rows that satisfy the condition are sent a second time."""
    name = f"re-sent {view.schema}.{view.name}"
    return f"{condition} and mishap('{name}', _order, {RESENT_SHARE})"


def copy(
    connection: duckdb.DuckDBPyConnection, rows: str, sorting: str, path: Path, hidden: str
) -> int:
    """Write rows as what the name of the file says; no rows, no file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    how = "header" if path.suffix == ".csv" else "format json"
    result = connection.execute(
        f"copy (select * exclude ({hidden}) from ({rows}) {sorting}) to '{path}' ({how})"
    ).fetchone()
    if not result or not result[0]:
        path.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            if not any(folder.iterdir()):
                folder.rmdir()
        return 0
    return int(result[0])


def event_files(order: Order) -> Iterator[tuple[date, date, str]]:
    """The files of web events: first night, last night and name."""
    if order.night:
        yield order.night, order.night, f"{order.night}"
        return
    first = order.first
    while first <= order.last:
        if order.scale > MONTHLY_UP_TO:
            last, name = first, f"{first}"
        else:
            ahead = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
            last, name = min(ahead - timedelta(days=1), order.last), f"{first:%Y-%m}"
        yield first, last, name
        first = last + timedelta(days=1)


def write_events(
    connection: duckdb.DuckDBPyConnection,
    order: Order,
    system: str,
    first: date,
    last: date,
    name: str,
) -> int:
    """Export the web events of some nights as the system does, compressed."""
    suffix, how = WEB_FILES[system]
    if order.scale > MONTHLY_UP_TO:
        suffix, how = "parquet", "format parquet, compression zstd"
    path = order.landing / system / "events" / f"{name}.{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    result = connection.execute(
        f"copy (from {system}_events(date '{first}', date '{last}')) to '{path}' ({how})"
    ).fetchone()
    if not result or not result[0]:
        path.unlink(missing_ok=True)
        return 0
    return int(result[0])


def write_truth(connection: duckdb.DuckDBPyConnection, order: Order) -> None:
    folder = order.out / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("persons", "touches", "monthly", "causal_effects", "warm_up", "dirt"):
        connection.execute(f"copy (from truth.{name}) to '{folder / name}.csv' (header)")
