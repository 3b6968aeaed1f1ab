"""Where things lie in a home folder, and the one lock and run log that guard it.

home/lock            held while something changes the home
home/runs.jsonl      what was tried and how it ended; only ever appended to
home/raw/            what `land` accepted: manifest.json, raw.duckdb, batches, quarantine
home/work/<run>/     the private build of one run; never read after its process died
home/gen/<run>/      a published generation: onefunnel.duckdb and MANIFEST.json
home/current         symlink to the generation that readers see
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
DATABASE = "onefunnel.duckdb"
MANIFEST = "MANIFEST.json"


class Stopped(Exception):
    """A command that ends without having done what it was asked.

    `code` is the exit code, `messages` one line each for whoever reads the night's mail.
    """

    code = 1
    status = "failed"

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = list(messages)


class Misused(Stopped):
    """An option or a setting makes no sense."""

    code = 2


class Failed(Stopped):
    """The input or the build failed; readers keep what they had."""

    code = 10


class Refused(Stopped):
    """The build is complete and its numbers broke a rule; readers keep what they had."""

    code = 20
    status = "refused"


class NotPublished(Stopped):
    """The numbers are sound and could not be put in place."""

    code = 30


class NotVerified(Stopped):
    """A generation is damaged or missing, so it is not gone back to."""

    code = 40


class Busy(Stopped):
    """Another command holds the lock. 75 is sysexits' "try again later"."""

    code = 75


class Interrupted(Stopped):
    """SIGINT or SIGTERM arrived."""

    status = "interrupted"

    def __init__(self, number: signal.Signals) -> None:
        super().__init__(f"by {number.name}")
        self.code = 128 + number


@dataclass(frozen=True)
class Home:
    """The paths of one home folder. Nothing exists before `create`."""

    root: Path

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def runs(self) -> Path:
        return self.root / "runs.jsonl"

    @property
    def raw_database(self) -> Path:
        return self.root / "raw" / "raw.duckdb"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def generations(self) -> Path:
        return self.root / "gen"

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def database(self) -> Path:
        """The path readers open."""
        return self.current / DATABASE

    def create(self) -> None:
        """Make the folders. Unpublished rows are for the owner's eyes only."""
        try:
            self.generations.mkdir(parents=True, exist_ok=True)
            for private in (self.root / "raw", self.work):
                private.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Misused(f"cannot use {self.root} as a home folder: {error.strerror}") from error

    def current_run(self) -> str | None:
        """The generation `current` points to, or None before the first is published."""
        return self.current.readlink().name if self.current.is_symlink() else None


def today() -> date:
    """The day it is in UTC, wherever the machine stands."""
    return datetime.now(UTC).date()


def timestamp(moment: datetime) -> str:
    """2026-06-30T02:15:00.123456Z"""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def new_run() -> str:
    """A name that no run had before and that sorts by time. Ask for it with the lock held."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Hold the home folder's lock, or raise Busy at once.

    The lock lies on an open descriptor: it goes with the process, however that ends.
    """
    home.create()
    with home.lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another command is changing {home.root}; this one did nothing") from None
        yield


def log(home: Home, run: str, event: str, **facts: Any) -> None:
    """Append one line to the run log and see it to the disk."""
    line = {"run": run, "event": event, "at": timestamp(datetime.now(UTC)), **facts}
    with home.runs.open("a+", encoding="utf-8") as runs:
        if runs.tell() and not home.runs.read_bytes().endswith(b"\n"):
            runs.write("\n")  # a crash tore the last line; it must not swallow this one
        runs.write(json.dumps(line) + "\n")
        runs.flush()
        os.fsync(runs.fileno())


def history(home: Home) -> list[dict[str, Any]]:
    """The run log, oldest line first. A line torn by a crash is left out."""
    lines = []
    if home.runs.exists():
        for text in home.runs.read_text(encoding="utf-8").splitlines():
            try:
                lines.append(json.loads(text))
            except ValueError:
                continue
    return lines


def manifest(home: Home, run: str) -> dict[str, Any]:
    """MANIFEST.json of a generation.

    Raises NotVerified when it is missing or is not JSON.
    """
    path = home.generations / run / MANIFEST
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotVerified(f"there is no generation {run} in {home.generations}") from None
    except (OSError, ValueError) as error:
        raise NotVerified(f"{path} cannot be read: {error}") from error
    return content


def age(moment: str) -> str:
    """How long ago a timestamp was, in the largest unit that fits: '3 hours'."""
    elapsed = datetime.now(UTC) - datetime.fromisoformat(moment)
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(elapsed / timedelta(seconds=length))
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"


def still_published(home: Home) -> str:
    """What readers see now, as the end of a sentence."""
    run = home.current_run()
    if run is None:
        return "nothing is published yet"
    try:
        facts = manifest(home, run)
    except NotVerified:
        return f"still published: {run}, whose manifest cannot be read"
    return f"still published: {run}, as of {facts['as_of']}, {age(facts['published_at'])} old"
