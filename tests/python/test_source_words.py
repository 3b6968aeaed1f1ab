"""Which words of the sources are mapped and which are not: in `core`, and in `status`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from scripts.cli import main
from scripts.home import Home

DEALS = """opportunity_id,source_stage,lead_source,opportunity_type,amount,close_date,created_at
1,Proposal,Web,New Business,10,2026-05-01,2026-01-01T00:00:00Z
2,Verbal yes ,Web,Barter,10,2026-05-01,2026-01-01T00:00:00Z
3,verbal YES,Web,New Business,10,2026-05-01,2026-01-01T00:00:00Z
"""
LEADS = """lead_id,email,lead_source,created_at
1,a@acme.example,Web,2026-01-08T10:00:00Z
2,b@acme.example,A bird told me,2026-01-08T10:00:00Z
"""


@pytest.fixture(scope="module")
def database(build: Callable[..., Path]) -> Path:
    return build({"files/opportunities.csv": DEALS, "files/leads.csv": LEADS}, reads=__file__)


def test_words_that_no_seed_knows_are_listed_with_how_often_they_are_said(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select word_kind, word, meaning, mentions from core.dim_source_words order by all"
        ).fetchall()
    assert found == [
        ("deal type", "barter", "(not mapped)", 1),
        ("deal type", "new business", "new_business", 2),
        ("lead source", "a bird told me", "(not mapped)", 1),
        ("lead source", "web", "Website", 1),
        ("stage", "proposal", "proposal", 1),
        ("stage", "verbal yes", "(not mapped)", 2),
    ]


def test_status_shows_sources_and_words_of_the_published_company(
    company: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    with duckdb.connect(str(company.database), read_only=True) as connection:
        words = connection.execute(
            "select source_system, word_kind, word, is_mapped from core.dim_source_words"
        ).fetchall()
        newest = connection.execute(
            "select left(newest_value, 10) from ops.source_freshness"
            " where source_system = 'salesforce' and table_name = 'opportunity'"
        ).fetchone()
    known = Counter(tuple(row[:2]) for row in set(words))
    mapped = Counter(tuple(row[:2]) for row in set(words) if row[3])

    try:
        main(["status", "--home", str(company.root)])
    except SystemExit as done:
        assert not done.code
    said = capsys.readouterr().out

    lines = {tuple(cell.strip() for cell in line.split("│")[1:4]) for line in said.splitlines()}
    stages = ("salesforce", "stage")
    assert known[stages] > 3
    assert (*stages, f"{mapped[stages]} of {known[stages]}") in lines
    (opportunity,) = (line for line in said.splitlines() if " opportunity  " in line)
    assert newest is not None and newest[0] in opportunity
