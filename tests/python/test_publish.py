"""A generation holds what was built and nothing else, and is gone back to only when sound."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from stubs import a_night, building

from scripts import publish as publishing
from scripts.build import Order
from scripts.home import Home, NotPublished, NotVerified, manifest
from scripts.publish import Candidate, generations, go_back, prune, publish, verify
from scripts.refresh import Night, refresh


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Two generations: of 3 deals, then of 5. Leave them as they are."""
    night = a_night(tmp_path_factory.mktemp("published"))
    refresh(night, building(3))
    refresh(night, building(5))
    return night


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The same, to be changed."""
    night = a_night(tmp_path)
    refresh(night, building(3))
    refresh(night, building(5))
    return night.home


def candidate(folder: Path, run: str) -> Candidate:
    work = folder / "work" / run
    work.mkdir(parents=True)
    built = building(3)(Order(work, folder / "raw.duckdb", "2026-06-30"))
    now = datetime(2026, 6, 30, 2, 15, tzinfo=UTC)
    return Candidate(run, "2026-06-30", work, built.database, built.tables, now)


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


def test_only_tables_of_the_allowed_schemas_are_published(night: Night) -> None:
    with duckdb.connect(str(night.home.database), read_only=True) as database:
        assert database.execute("from duckdb_views() where not internal").fetchall() == []
        tables = database.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
    assert tables == [
        ("core", "fct_deals"),
        ("ops", "publication"),
        ("ops", "quarantine_summary"),
        ("ops", "reconciliation"),
        ("ops", "removed_records"),
        ("ops", "source_freshness"),
        ("ops", "test_results"),
    ]


def test_descriptions_reach_the_readers(night: Night) -> None:
    with duckdb.connect(str(night.home.database), read_only=True) as database:
        about = database.execute(
            "select comment from duckdb_tables() where table_name = 'fct_deals'"
        ).fetchall()
        undescribed = database.execute(
            "select table_name, column_name from duckdb_columns()"
            " where schema_name = 'ops' and comment is null"
        ).fetchall()
        amount = database.execute(
            "select comment from duckdb_columns() where column_name = 'amount'"
        ).fetchall()
    assert about == [("One row per deal; it's tested.",)]
    assert amount == [("In dollars.",)]
    assert undescribed == []


def test_the_manifest_agrees_with_the_tables(night: Night) -> None:
    facts = manifest(night.home, str(night.home.current_run()))
    assert facts["tables"] == publishing.contents(night.home.database)
    assert facts["tables"]["core.fct_deals"]["rows"] == 5
    assert facts["landing"] == [
        {
            "system": "shop",
            "table": "orders",
            "rows_in": 2,
            "rows_loaded": 2,
            "rows_quarantined": 0,
            "rows_duplicate": 0,
        }
    ]


def test_the_database_says_which_generation_it_is(night: Night) -> None:
    facts = manifest(night.home, str(night.home.current_run()))
    with duckdb.connect(str(night.home.database), read_only=True) as database:
        row = database.execute("select run, as_of, published_at from ops.publication").fetchone()
        tests = database.execute("select test_name, status from ops.test_results").fetchall()
    assert row is not None
    assert row[0] == facts["run"]
    assert row[1].isoformat() == facts["as_of"]
    assert row[2].replace(tzinfo=UTC) == datetime.fromisoformat(facts["published_at"])
    assert tests == [("unique_fct_deals_deal_key", "pass")]


def test_a_generation_is_two_files_that_cannot_be_written(night: Night) -> None:
    folder = night.home.current.resolve()
    assert sorted(path.name for path in folder.iterdir()) == ["MANIFEST.json", "onefunnel.duckdb"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o444}
    assert night.home.current.readlink() == Path("gen") / folder.name


def test_a_copy_that_differs_from_the_work_file_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Home(tmp_path)
    place.create()
    real = publishing.describe_as_in_work

    def lose_a_cent(copy: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
        real(copy, schema, name)
        copy.execute(f"update {schema}.{name} set amount = amount - 0.01 where deal_key = 1")

    monkeypatch.setattr(publishing, "describe_as_in_work", lose_a_cent)
    with pytest.raises(NotPublished, match=r"core\.fct_deals has other values"):
        publish(place, candidate(tmp_path, "one"))
    assert place.current_run() is None
    assert list(place.generations.iterdir()) == []


def test_a_write_ahead_log_beside_the_copy_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "onefunnel.duckdb"
    path.with_name("onefunnel.duckdb.wal").write_text("of another file")
    with pytest.raises(NotPublished, match="onefunnel.duckdb.wal lies beside it"):
        publishing.compare(path, {})


def test_a_name_is_published_once_only(tmp_path: Path) -> None:
    place = Home(tmp_path)
    place.create()
    publish(place, candidate(tmp_path, "one"))
    inode = place.database.stat().st_ino
    with pytest.raises(NotPublished, match="exists already"):
        publish(place, Candidate(**{**vars(candidate(tmp_path, "two")), "run": "one"}))
    assert place.database.stat().st_ino == inode


def test_a_sound_generation_verifies(night: Night) -> None:
    assert verify(night.home)["run"] == night.home.current_run()


def test_one_flipped_bit_is_found(home: Home) -> None:
    flip_a_byte(home.database)
    with pytest.raises(NotVerified, match="its checksum is not the one published") as stopped:
        verify(home)
    assert stopped.value.code == 40


def test_going_back_shows_the_generation_before(home: Home) -> None:
    first, second = generations(home)
    assert go_back(home)["run"] == first
    assert home.current_run() == first
    go_back(home, second)
    assert home.current_run() == second


def test_a_damaged_generation_is_not_gone_back_to(home: Home) -> None:
    first, second = generations(home)
    flip_a_byte(home.generations / first / "onefunnel.duckdb")
    with pytest.raises(NotVerified):
        go_back(home)
    assert home.current_run() == second


def test_there_is_nothing_before_the_first_generation(home: Home) -> None:
    first, _ = generations(home)
    go_back(home)
    with pytest.raises(NotVerified, match=f"{first} is the first generation"):
        go_back(home)


@pytest.mark.parametrize("name", ["20200101T000000Z-000000", "../work", "."])
def test_going_back_to_what_is_no_generation_is_refused(home: Home, name: str) -> None:
    before = home.current_run()
    with pytest.raises(NotVerified, match="there is no generation"):
        go_back(home, name)
    assert home.current_run() == before


def test_old_generations_go_but_never_the_current_one_nor_the_one_before_it(
    tmp_path: Path,
) -> None:
    place = Home(tmp_path)
    place.create()
    for run in "abcdef":
        publish(place, candidate(tmp_path, run))
    assert prune(place, keep=4) == ["a", "b"]
    go_back(place, "d")
    assert prune(place, keep=1) == ["e"]
    assert generations(place) == ["c", "d", "f"]
