"""The `onefunnel` command: options in, one clear outcome and exit code out."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
import duckdb
from rich.console import Console
from rich.table import Table

from scripts import catalogue
from scripts import home as homes
from scripts import publish as publishing
from scripts.contracts import load_contracts
from scripts.home import PROJECT, Home, Misused, Stopped, age, history, locked, log, manifest
from scripts.raw import reconcile
from scripts.refresh import Night, interruptible, recover, refresh, take_in
from scripts.review import write
from scripts.sample.command import sample
from scripts.sample.score import score

Command = TypeVar("Command", bound=Callable[..., Any])
HOME = "onefunnel.home"
SHOWN = 20


class Day(click.ParamType[date]):
    """A date written 2026-06-30."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day like 2026-06-30", param, ctx)


class Memory(click.ParamType[str]):
    """An amount of memory as DuckDB writes it: 512MB, 4GB, 1.5GiB."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"\d+(\.\d+)? ?[KMGT]i?B", value):
            self.fail(f"{value!r} is not an amount like 512MB or 4GB", param, ctx)
        return str(value)


def remember(ctx: click.Context, _: click.Parameter, home: Path) -> Path:
    """Keep the home folder at hand for `complain`, whichever command was given it."""
    ctx.meta[HOME] = home
    return home


home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/onefunnel"),
    envvar="ONEFUNNEL_HOME",
    callback=remember,
    show_default=True,
    show_envvar=True,
    help="Folder that holds everything a refresh keeps: raw batches, generations, the run log.",
)


def landing_options(command: Command) -> Command:
    """The options that `land` and `refresh` share."""
    for option in reversed(
        [
            click.option(
                "--landing",
                type=click.Path(exists=True, file_okay=False, path_type=Path),
                default=Path("landing"),
                show_default=True,
                help="Folder with the exports: <system>/<table>.csv, or <system>/<table>/ with"
                " many files.",
            ),
            home_option,
            click.option(
                "--as-of",
                type=Day(),
                default=homes.today,
                show_default="today, UTC",
                help="The day the numbers are for.",
            ),
            click.option(
                "--allow-shrink",
                is_flag=True,
                help="Accept a table that lost most of its rows since the last time.",
            ),
            click.option(
                "--memory",
                type=Memory(),
                default="4GB",
                show_default=True,
                help="Memory that DuckDB may use before it spills to disk.",
            ),
            click.option(
                "--threads",
                type=click.IntRange(min=1),
                default=2,
                show_default=True,
                help="How many files or models are worked on at once.",
            ),
        ]
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Marketing and sales numbers from what your tools export.

    \b
    Exit codes: 0 done, 2 wrong usage, 10 input or build failed, 20 a test refused the numbers,
    30 could not publish, 40 a generation is not sound, 75 another command is at work.
    Whatever is not 0 leaves the published numbers as they were.
    """


@cli.command("refresh")
@landing_options
def refresh_command(**options: Any) -> None:
    """Land, build, test and publish: the whole night."""
    night = asked(**options)
    facts = refresh(night)
    tables = facts["tables"]
    rows = sum(table["rows"] for table in tables.values())
    for warning in facts["warnings"]:
        click.echo(f"warning: {warning}", err=True)
    click.echo(
        f"published {facts['run']} as of {facts['as_of']}: {len(tables)} tables,"
        f" {rows:,} rows, {len(facts['warnings'])} warnings. Open {night.home.database}"
    )


@cli.command("land")
@landing_options
def land_command(**options: Any) -> None:
    """Take in new files and show what became of their rows; build nothing."""
    night = asked(**options)
    with locked(night.home):
        recover(night.home)
        with interruptible():
            report = take_in(night)
        rows = reconcile(night.home.root, load_contracts(night.project))
    table = named_table(title="Landed")
    for heading in ("rows in", "loaded", "quarantined", "duplicates"):
        table.add_column(heading, justify="right")
    for row in rows:
        if row.rows_in:
            counts = (row.rows_in, row.rows_loaded, row.rows_quarantined, row.rows_duplicate)
            table.add_row(row.system, row.table, *(f"{count:,}" for count in counts))
    Console().print(table)
    for landed in report.tables:
        if landed.unknown_columns:
            names = ", ".join(landed.unknown_columns)
            click.echo(f"{landed.system}.{landed.table} has columns that nothing reads: {names}")
    for warning in report.warnings:
        click.echo(f"warning: {warning}", err=True)


@cli.command("verify")
@click.argument("generation", required=False)
@home_option
def verify_command(generation: str | None, home: Path) -> None:
    """Re-read a published generation whole (the current one unless named)."""
    facts = publishing.verify(Home(home), generation)
    click.echo(f"{facts['run']} is sound: {len(facts['tables'])} tables, every column read")


@cli.command("rollback")
@click.argument("generation", required=False)
@home_option
def rollback_command(generation: str | None, home: Path) -> None:
    """Let readers see an earlier generation again (the one before the current unless named)."""
    place = Home(home)
    with locked(place):
        recover(place)
        left = place.current_run()
        facts = publishing.go_back(place, generation)
        log(place, facts["run"], "rolled back", left=left)
    click.echo(f"readers now see {facts['run']}, as of {facts['as_of']}")


@cli.command("status")
@home_option
def status_command(home: Path) -> None:
    """What is published, how old it is, and what it was made from."""
    place = Home(home)
    console = Console()
    ends = [line for line in history(place) if line["event"] == "ended"]
    if ends:
        last = ends[-1]
        console.print(f"last run    {last['run']}: {last['status']}, {age(last['at'])} ago")
    run = place.current_run()
    if run is None:
        console.print(f"published   nothing yet in {home}")
        return
    facts = manifest(place, run)
    console.print(
        f"published   {run}, as of {facts['as_of']}, {age(facts['published_at'])} old,"
        f" {len(facts['warnings'])} warnings"
    )
    console.print(f"kept        {', '.join(publishing.generations(place))}")
    with duckdb.connect(str(place.database.resolve()), read_only=True) as database:
        console.print(sources(database))
        if "core.dim_source_words" in facts["tables"]:
            console.print(words(database))


@cli.command("review")
@home_option
@click.option("--week", type=Day(), help="A day of the week, else the last week that is over.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write into, else the one you are in.",
)
def review_command(home: Path, week: date | None, out: Path) -> None:
    """Write the page for the weekly meeting of marketing and sales, as Markdown and HTML."""
    for path in write(Home(home), week, out):
        click.echo(f"wrote {path}")


def sources(database: duckdb.DuckDBPyConnection) -> Table:
    """The sources of a generation, from its own `ops` tables."""
    rows = database.execute(
        "select source_system, table_name, rows_loaded, rows_quarantined, last_landed_at,"
        " newest_value"
        " from ops.reconciliation left join ops.source_freshness using (source_system, table_name)"
        " where rows_in > 0 order by all"
    ).fetchall()
    table = named_table("Sources")
    for heading in ("rows", "quarantined", "landed on", "latest date"):
        table.add_column(heading, justify="right")
    for system, name, loaded, quarantined, at, newest in rows:
        landed_on = f"{at:%Y-%m-%d}" if at else ""
        newest_day = (newest or "")[:10]
        table.add_row(system, name, f"{loaded:,}", f"{quarantined:,}", landed_on, newest_day)
    return table


def words(database: duckdb.DuckDBPyConnection) -> Table:
    """How many words of each system the seeds know, and which they do not, most said first."""
    rows = database.execute(
        """
        select
            source_system,
            word_kind,
            count(distinct word) filter (where is_mapped),
            count(distinct word),
            sum(mentions) filter (where not is_mapped),
            string_agg(word, ', ' order by mentions desc, word) filter (where not is_mapped)
        from core.dim_source_words
        group by all
        order by all
        """
    ).fetchall()
    table = Table(title="Words that seeds translate")
    for heading in ("system", "kind", "mapped", "rows unmapped", "unmapped words"):
        table.add_column(heading, no_wrap=heading in ("system", "kind"))
    for system, kind, mapped, known, unmapped_rows, unmapped in rows:
        shown = (unmapped or "")[:200]
        table.add_row(system, kind, f"{mapped} of {known}", f"{unmapped_rows or 0:,}", shown)
    return table


def named_table(title: str | None = None) -> Table:
    """A table of source tables, whose names stay whole however narrow the terminal is."""
    table = Table(title=title)
    table.add_column("system", no_wrap=True)
    table.add_column("table", no_wrap=True)
    return table


def asked(
    landing: Path, home: Path, as_of: date, allow_shrink: bool, memory: str, threads: int
) -> Night:
    """The options of `land` and `refresh` as one thing. Progress is shown to people only."""
    if not (PROJECT / "dbt_project.yml").exists():
        raise Misused(f"{PROJECT} holds no dbt project: install with `pip install -e .`")
    return Night(
        landing=landing,
        home=Home(home.absolute()),
        as_of=as_of,
        allow_shrink=allow_shrink,
        memory_limit=memory,
        threads=threads,
        progress=sys.stderr.isatty(),
    )


cli.add_command(sample)
cli.add_command(score)
cli.add_command(catalogue.command)


def complain(stopped: Stopped, home: Path | None) -> None:
    """Every fault on a line of its own, then one line that says it all."""
    first, *others = stopped.messages
    for message in stopped.messages[:SHOWN] if others else ():
        click.echo(f"  {message}", err=True)
    if len(stopped.messages) > SHOWN:
        click.echo(f"  ... and {len(stopped.messages) - SHOWN} more", err=True)
    what = f"{stopped.status}: {first}" + (f" (and {len(others)} more)" if others else "")
    now = f"; {homes.still_published(Home(home))}" if home else ""
    click.echo(f"onefunnel {what}{now}", err=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code; no traceback reaches the user."""
    meta: dict[str, Any] = {}
    try:
        with cli.make_context("onefunnel", sys.argv[1:] if arguments is None else arguments) as ctx:
            meta = ctx.meta
            cli.invoke(ctx)
    except Stopped as stopped:
        complain(stopped, meta.get(HOME))
        sys.exit(stopped.code)
    except click.exceptions.Exit as done:  # --help ends this way
        sys.exit(done.exit_code)
    except click.ClickException as error:
        click.echo(f"onefunnel: {error.format_message()}", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
