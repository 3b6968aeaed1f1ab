"""Whatever happens in the night, readers see one whole sound generation."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import stubs
from stubs import a_night, building

from scripts import refresh as refreshing
from scripts.home import (
    PROJECT,
    Busy,
    Failed,
    Home,
    NotPublished,
    Refused,
    Stopped,
    history,
    locked,
)
from scripts.refresh import Night, refresh


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """A company whose numbers were published yesterday."""
    night = a_night(tmp_path)
    refresh(night, building(3))
    return night


def deals(home: Home) -> int:
    with duckdb.connect(str(home.database), read_only=True) as database:
        row = database.execute("select count(*) from core.fct_deals").fetchone()
    assert row is not None
    return int(row[0])


def started(night: Night, build: str) -> subprocess.Popen[str]:
    """A refresh in a process of its own."""
    return subprocess.Popen(
        [sys.executable, stubs.__file__, str(night.landing.parent), build],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(happened: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def assert_untouched(night: Night, run: str) -> None:
    assert night.home.current_run() == run
    assert deals(night.home) == 3


def ends(home: Home) -> list[tuple[str, int]]:
    return [(line["status"], line["exit"]) for line in history(home) if line["event"] == "ended"]


def test_a_sound_build_replaces_yesterday(night: Night) -> None:
    before = night.home.current_run()
    facts = refresh(night, building(5))
    assert night.home.current_run() == facts["run"] != before
    assert facts["previous"] == before
    assert deals(night.home) == 5
    assert ends(night.home) == [("published", 0), ("published", 0)]
    assert list(night.home.work.iterdir()) == []


def test_a_failed_test_publishes_nothing_and_names_itself(night: Night) -> None:
    before = night.home.current_run()
    with pytest.raises(Refused) as refused:
        refresh(night, building(5, stubs.FAILED))
    assert refused.value.code == 20
    assert refused.value.messages == [
        "test unique_fct_deals_deal_key (models/core/fct_deals.yml): 7 rows"
    ]
    assert_untouched(night, str(before))
    assert ends(night.home)[-1] == ("refused", 20)


def test_a_model_that_does_not_build_publishes_nothing(night: Night) -> None:
    before = night.home.current_run()
    with pytest.raises(Failed) as failed:
        refresh(night, building(5, stubs.BROKEN, stubs.FAILED))
    assert failed.value.code == 10
    assert failed.value.messages == ["model fct_deals (models/core/fct_deals.sql): no such table"]
    assert_untouched(night, str(before))


def test_a_test_that_only_warns_is_published_and_told(night: Night) -> None:
    facts = refresh(night, building(5, stubs.WARNED))
    assert facts["warnings"] == ["test few_orphans (tests/singular/few_orphans.sql): 2 rows"]
    assert history(night.home)[-1]["warnings"] == 1


def test_rows_that_do_not_add_up_publish_nothing(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = night.home.current_run()
    real = refreshing.reconcile

    class Short:
        """A source table whose rows went missing."""

        def __init__(self, row: Any) -> None:
            self.row = row

        def __getattr__(self, name: str) -> Any:
            return {"rows_in": self.row.rows_in + 1, "balances": False}.get(
                name, getattr(self.row, name)
            )

    def short(*arguments: Any) -> list[Any]:
        return [Short(row) if row.rows_in else row for row in real(*arguments)]

    monkeypatch.setattr(refreshing, "reconcile", short)
    with pytest.raises(Refused, match=r"shop.orders: 3 rows came in, but 2 loaded"):
        refresh(night, building(5))
    assert_untouched(night, str(before))


def test_a_fault_of_ours_is_one_line_with_the_story_in_a_file(night: Night) -> None:
    def stumbling(order: object) -> Any:
        raise ZeroDivisionError("by zero")

    before = night.home.current_run()
    with pytest.raises(Failed, match=r"^ZeroDivisionError: by zero \(details: .*error.txt\)$"):
        refresh(night, stumbling)
    assert "Traceback" in next(night.home.work.glob("*/error.txt")).read_text()
    assert_untouched(night, str(before))


def test_a_disk_without_room_stops_the_run_before_it_starts(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        refreshing.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})()
    )
    with pytest.raises(Failed, match="1,000 bytes free"):
        refresh(night, building(5))


def test_a_killed_refresh_leaves_readers_alone_and_the_next_one_converges(night: Night) -> None:
    before = str(night.home.current_run())
    assert started(night, "dying").wait() == -signal.SIGKILL
    assert_untouched(night, before)
    assert list(night.home.work.iterdir()) != []

    refresh(night, building(4))
    assert deals(night.home) == 4
    assert list(night.home.work.iterdir()) == []
    assert ends(night.home) == [("published", 0), ("crashed", 1), ("published", 0)]


def test_what_a_dead_publish_left_is_deleted(night: Night) -> None:
    home = night.home
    (home.generations / ".tmp-dead").mkdir()
    (home.generations / ".tmp-dead" / "onefunnel.duckdb").write_text("half")
    (home.root / ".current-dead").symlink_to("gen/dead")
    with home.runs.open("a") as runs:
        runs.write('{"run": "dead", "event": "started"}\n{"run": "to')  # torn by the crash
    (home.generations / "dead").mkdir()

    refresh(night, building(4))
    assert {path.name for path in home.generations.iterdir()} >= {str(home.current_run())}
    assert not (home.generations / "dead").exists()
    assert not list(home.generations.glob(".*"))
    assert not list(home.root.glob(".current-*"))
    assert ("crashed", 1) in ends(home)


def test_a_run_killed_after_its_publication_is_recorded_as_published(night: Night) -> None:
    home = night.home
    lines = home.runs.read_text().splitlines(keepends=True)
    home.runs.write_text("".join(lines[:-1]))  # the kill fell before the last line
    before = home.current_run()
    refresh(night, building(4))
    recorded = [line for line in history(home) if line["run"] == before]
    assert [line.get("status") for line in recorded] == [None, "published"]
    assert home.generations.joinpath(str(before)).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_refresh_says_so_and_frees_the_lock(
    night: Night, number: signal.Signals
) -> None:
    before = str(night.home.current_run())
    process = started(night, "waiting")
    wait_until((night.home.root / "started").exists)
    process.send_signal(number)
    assert process.wait(20) == 128 + number
    assert ends(night.home)[-1] == ("interrupted", 128 + number)
    assert_untouched(night, before)
    refresh(night, building(4))


def test_of_two_refreshes_at_once_the_second_leaves_at_once(night: Night) -> None:
    first = started(night, "waiting")
    wait_until((night.home.root / "started").exists)
    log_before = night.home.runs.read_text()
    second = started(night, "good")
    assert second.wait(20) == 75
    assert second.stderr is not None
    assert "another command" in second.stderr.read()
    assert night.home.runs.read_text() == log_before
    first.terminate()
    first.wait(20)


def test_the_lock_is_held_within_one_process_too(night: Night) -> None:
    with locked(night.home), pytest.raises(Busy):
        refresh(night, building(4))


def test_a_reader_keeps_its_snapshot_across_a_refresh(night: Night) -> None:
    with duckdb.connect(str(night.home.database.resolve()), read_only=True) as reader:
        refresh(night, building(4))
        assert reader.execute("select count(*) from core.fct_deals").fetchone() == (3,)
        assert deals(night.home) == 4


def test_a_publication_that_fails_leaves_yesterday_and_no_litter(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scripts import publish as publishing

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = str(night.home.current_run())
    monkeypatch.setattr(publishing, "seal", full)
    with pytest.raises(NotPublished, match="No space left") as stopped:
        refresh(night, building(4))
    assert stopped.value.code == 30
    assert_untouched(night, before)
    assert [path.name for path in night.home.generations.iterdir()] == [before]


def test_a_landing_folder_that_is_refused_names_the_file(night: Night) -> None:
    (night.landing / "shop" / "orders.csv").write_text("<html><body>503</body></html>")
    before = str(night.home.current_run())
    with pytest.raises(Failed, match=r"orders\.csv"):
        refresh(night, building(4))
    assert_untouched(night, before)


def test_every_line_of_the_run_log_is_json_with_run_event_and_time(night: Night) -> None:
    for text in night.home.runs.read_text().splitlines():
        assert {"run", "event", "at"} <= json.loads(text).keys()


def test_every_way_to_stop_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in Stopped.__subclasses__() if kind.__module__ == "scripts.home"]
    assert sorted(codes) == [1, 2, 10, 20, 30, 40, 75]  # 1 stands for 128 + the signal
