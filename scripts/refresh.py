"""The night: lock, recover, land, build, audit, publish, report.

It ends in one of three ways: published; refused, because a test or the reconciliation failed;
or failed, with a clear error. Only the first changes anything for readers. It can be killed at
any point and run again: whatever a dead run left is deleted unread.
"""

from __future__ import annotations

import shutil
import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

from scripts import ops
from scripts.build import Build, Built, Order, dbt_build
from scripts.contracts import load_contracts
from scripts.home import (
    PROJECT,
    Failed,
    Home,
    Interrupted,
    Refused,
    Stopped,
    history,
    locked,
    log,
    new_run,
)
from scripts.land import LandingReport, land, reconcile
from scripts.publish import Candidate, now, prune, publish
from scripts.reported import changed_rows, published_before


@dataclass(frozen=True)
class Night:
    """What one refresh is asked to do."""

    landing: Path
    home: Home
    as_of: date
    allow_shrink: bool = False
    memory_limit: str = "4GB"
    threads: int = 2
    progress: bool = True
    project: Path = PROJECT


def refresh(night: Night, build: Build = dbt_build) -> dict[str, Any]:
    """Land, build, audit and publish; return the MANIFEST of the new generation.

    Raises Stopped (Busy, Failed, Refused, NotPublished or Interrupted) with readers left as they
    were; the run log says the same.
    """
    home = night.home
    with locked(home):
        recover(home)
        run = new_run()
        log(
            home,
            run,
            "started",
            as_of=night.as_of.isoformat(),
            landing=str(night.landing.resolve()),
        )
        try:
            with interruptible():
                facts = steps(night, run, build)
        except Stopped as stop:
            end(home, run, stop.status, stop.code, messages=stop.messages)
            raise
        except Exception as error:
            # A fault of ours: the whole story goes to a file, one line to the user.
            story = home.work / run / "error.txt"
            story.parent.mkdir(parents=True, exist_ok=True)
            story.write_text(traceback.format_exc(), encoding="utf-8")
            failure = Failed(f"{type(error).__name__}: {error} (details: {story})")
            end(home, run, failure.status, failure.code, messages=failure.messages)
            raise failure from error
        rows = sum(table["rows"] for table in facts["tables"].values())
        end(home, run, "published", 0, rows=rows, warnings=len(facts["warnings"]))
        prune(home)
        shutil.rmtree(home.work / run, ignore_errors=True)
    return facts


def steps(night: Night, run: str, build: Build) -> dict[str, Any]:
    """The night between lock and log."""
    home = night.home
    room_enough(home)
    work = home.work / run
    work.mkdir(mode=0o700)
    previous = published_before(home)
    landed = take_in(night)
    built = build(
        Order(
            work=work,
            raw=home.raw_database,
            as_of=night.as_of.isoformat(),
            previous=previous.database if previous else None,
            memory_limit=night.memory_limit,
            threads=night.threads,
            progress=night.progress,
            project=night.project,
        )
    )
    audit(built)
    if previous and (changed := changed_rows(previous, built.database, night.memory_limit)):
        raise Refused(*changed)
    rows = reconcile(home.root, load_contracts(night.project))
    if unbalanced := [row for row in rows if not row.balances]:
        raise Refused(*(ops.imbalance(row) for row in unbalanced))
    published_at = now()
    warnings = [*landed.warnings, *built.warnings()]
    return publish(
        home,
        Candidate(
            run=run,
            as_of=night.as_of.isoformat(),
            work=work,
            database=built.database,
            tables=built.tables,
            append_only=built.append_only,
            published_at=published_at,
            ops=ops.tables(run, night.as_of, published_at, home, rows, built),
            warnings=warnings,
            landing=[ops.summary(row) for row in rows if row.rows_in],
            memory_limit=night.memory_limit,
        ),
    )


def take_in(night: Night) -> LandingReport:
    """Land what lies in the landing folder. Raises LandingRefused naming the files at fault."""
    return land(
        night.landing,
        night.home.root,
        night.as_of,
        project=night.project,
        memory_limit=night.memory_limit,
        threads=night.threads,
        progress=night.progress,
        allow_shrink=night.allow_shrink,
    )


def audit(built: Built) -> None:
    """Raise Failed when something was not built, Refused when only tests did not pass."""
    if errors := built.errors():
        raise Failed(*errors)
    if failures := built.failed_tests():
        raise Refused(*failures)
    if skipped := [node.name for node in built.nodes if node.status == "skipped"]:
        raise Failed(f"dbt left out {skipped[0]} and said no reason")


def room_enough(home: Home) -> None:
    """Raise Failed when the disk could not hold the work file, the copy and what spills."""
    if home.database.exists():
        needed = 3 * home.database.stat().st_size
        free = shutil.disk_usage(home.root).free
        if free < needed:
            raise Failed(
                f"the disk of {home.root} has {free:,} bytes free; a refresh may need {needed:,}"
            )


def recover(home: Home) -> None:
    """Clear away what dead runs left, unread, and close their entries in the run log.

    Call it with the lock held: then no run is alive that could own any of it.
    """
    for path in [*home.work.iterdir(), *home.generations.glob(".tmp-*")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for link in home.root.glob(".current-*"):
        link.unlink()
    for run in unfinished(home):
        if home.current_run() == run:
            end(home, run, "published", 0, messages=["ended after publishing, before it said so"])
        else:
            # Written whole, perhaps, but never seen by anyone: not one to go back to.
            shutil.rmtree(home.generations / run, ignore_errors=True)
            end(home, run, "crashed", 1)


def unfinished(home: Home) -> list[str]:
    """Runs that the log saw start and not end, oldest first."""
    lines = history(home)
    ended = {line["run"] for line in lines if line["event"] == "ended"}
    started = [line["run"] for line in lines if line["event"] == "started"]
    return [run for run in started if run not in ended]


def end(home: Home, run: str, status: str, code: int, **facts: Any) -> None:
    log(home, run, "ended", status=status, exit=code, **facts)


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn SIGINT and SIGTERM into Interrupted, where the signals can be had at all."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received = signal.SIGINT

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal received
        received = signal.Signals(number)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(received) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
