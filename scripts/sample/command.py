"""`onefunnel sample`: a made-up company to try, test and measure with."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from scripts.sample.company import CRMS, Order, make

DAY = click.DateTime(formats=["%Y-%m-%d"])
# Tables and scripts; the bar only has to be about right.
STEPS = 90


@click.command("sample")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Empty folder to write to: landing/ and truth/.",
)
@click.option("--scale", type=float, default=1.0, show_default=True, help="1 is about 420k rows.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--from", "first", type=DAY, default="2024-01-01", show_default=True)
@click.option("--to", "last", type=DAY, default="2026-06-30", show_default=True)
@click.option("--day", "night", type=DAY, help="Only what loaders land in the night of this day.")
@click.option(
    "--crm",
    "crms",
    type=click.Choice(CRMS),
    multiple=True,
    default=["salesforce"],
    show_default=True,
    help="CRMs that know the company; may be given several times.",
)
@click.option("--dirt/--no-dirt", default=True, show_default=True, help="Faults of real exports.")
@click.option(
    "--warm-up",
    type=float,
    default=0.0,
    show_default=True,
    help="Added to the chance to win where marketing was there twice before sales.",
)
@click.option("--threads", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--memory", "memory_limit", default="4GB", show_default=True)
def sample(
    out: Path,
    scale: float,
    seed: int,
    first: datetime,
    last: datetime,
    night: datetime | None,
    crms: tuple[str, ...],
    dirt: bool,
    warm_up: float,
    threads: int,
    memory_limit: str,
) -> None:
    """Write the raw exports of a made-up company, and the truth they came from.

    Same arguments, same bytes. Refresh it with `onefunnel refresh --landing OUT/landing`.
    """
    order = Order(
        out=out,
        scale=scale,
        seed=seed,
        first=first.date(),
        last=last.date(),
        night=day_of(night),
        crms=crms,
        dirt=dirt,
        warm_up=warm_up,
        threads=threads,
        memory_limit=memory_limit,
    )
    with Progress(
        TextColumn("{task.description:<36}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not Console(stderr=True).is_terminal,
    ) as progress:
        task = progress.add_task("", total=STEPS)

        def said(what: str) -> None:
            progress.update(task, description=what, advance=1)

        rows = make(order, said)
    click.echo(f"{rows:,} rows in {out}")


def day_of(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
