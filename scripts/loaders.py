"""What loaders add to the tables they land: `loaders.yml`, one preset per loader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import yaml

from scripts.contracts import normalized

PRESETS = Path(__file__).with_suffix(".yml")


@dataclass(frozen=True)
class Mark:
    """A column of a loader, by its normalized name, and how it is written."""

    word: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Loaders:
    """All presets as one: a file is read alike whichever loader wrote it."""

    loaded_at: tuple[Mark, ...]
    is_deleted: tuple[Mark, ...]
    records: tuple[str, ...]
    table_prefixes: tuple[str, ...]
    tables: frozenset[str]
    ignored: frozenset[str]

    def table_word(self, stem: str) -> str:
        """The normalized name of a table, without what a loader put in front of it."""
        word = normalized(stem)
        for prefix in self.table_prefixes:
            word = word.removeprefix(prefix)
        return word


def load_loaders(path: Path = PRESETS) -> Loaders:
    """The presets, in the order of the file."""
    presets = list(yaml.safe_load(path.read_text(encoding="utf-8")).values())

    def marks(kind: str) -> tuple[Mark, ...]:
        return tuple(
            Mark(normalized(spec["column"]), _words(spec["as"]))
            for preset in presets
            for spec in preset.get(kind, ())
        )

    def words(kind: str) -> Iterable[str]:
        listed = chain.from_iterable(_words(preset.get(kind, ())) for preset in presets)
        return (normalized(word) for word in listed)

    return Loaders(
        loaded_at=marks("loaded_at"),
        is_deleted=marks("is_deleted"),
        records=tuple(words("record")),
        table_prefixes=tuple(words("table_prefix")),
        tables=frozenset(words("tables")),
        ignored=frozenset(words("ignored")),
    )


def _words(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
