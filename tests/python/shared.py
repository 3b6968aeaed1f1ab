"""What the workers of a test session make once between them."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class Shared:
    """A folder that all workers know. Whoever asks first makes a thing, the others wait for it."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        own = factory.getbasetemp()
        self.folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
        self.folder.mkdir(exist_ok=True)
        self.known: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[Path], Any]) -> Any:
        """What `make` returns, given a folder of its own. What it raises is not kept."""
        if name not in self.known:
            with (self.folder / f"{name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self.known[name] = self.taken_or_made(name, make)
        return self.known[name]

    def taken_or_made(self, name: str, make: Callable[[Path], Any]) -> Any:
        place, kept = self.folder / name, self.folder / f"{name}.pickle"
        if kept.exists():
            return pickle.loads(kept.read_bytes())
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        made = make(place)
        kept.write_bytes(pickle.dumps(made))
        return made
