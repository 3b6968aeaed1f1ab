"""The command says what happened in one line and leaves with the code that scripts rely on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from stubs import FAILED, a_night, building

from scripts import cli
from scripts.build import Node
from scripts.home import PROJECT, Home, Refused, locked
from scripts.publish import generations
from scripts.refresh import Night, refresh


@pytest.fixture
def night(tmp_path: Path) -> Night:
    night = a_night(tmp_path)
    refresh(night, building(3))
    refresh(night, building(5))
    return night


def onefunnel(*arguments: str | Path) -> int:
    """Run the command; give its exit code."""
    try:
        cli.main([str(argument) for argument in arguments])
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def playing(night: Night, *nodes: Node) -> Callable[[Night], object]:
    """A refresh of what the command asks for, with the stub project and build."""
    return lambda asked: refresh(replace(asked, project=night.project), building(5, *nodes))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["refresh", "--as-of", "yesterday"], "'yesterday' is not a day like 2026-06-30"),
        (["refresh", "--landing", "no/such/folder"], "'no/such/folder' does not exist"),
        (["refresh", "--memory", "plenty"], "'plenty' is not an amount like 512MB or 4GB"),
        (["land", "--threads", "0"], "0 is not in the range x>=1"),
        (["fly"], "No such command 'fly'"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    arguments: list[str],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "landing").mkdir()
    assert onefunnel(*arguments) == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", ["refresh", "land", "verify", "rollback", "status", "review"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert onefunnel(command, "--help") == 0
    assert "--home" in capsys.readouterr().out


def test_a_refusal_names_the_test_and_what_is_still_published(
    night: Night, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "refresh", playing(night, FAILED))
    code = onefunnel("refresh", "--landing", night.landing, "--home", night.home.root)
    assert code == 20
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "onefunnel refused: test unique_fct_deals_deal_key (models/core/fct_deals.yml): 7 rows;"
        f" still published: {night.home.current_run()}, as of 2026-06-30,"
        " less than a minute old"
    ]


def test_many_faults_come_one_a_line_before_the_last_line(
    night: Night, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refusing(_: Night) -> None:
        raise Refused(*(f"fault {number}" for number in range(30)))

    monkeypatch.setattr(cli, "refresh", refusing)
    assert onefunnel("refresh", "--landing", night.landing, "--home", night.home.root) == 20
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "  fault 0"
    assert said[-2] == "  ... and 10 more"
    assert said[-1].startswith("onefunnel refused: fault 0 (and 29 more); still published")


def test_a_success_says_where_the_numbers_are(
    night: Night, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "refresh", playing(night))
    options = ["--landing", night.landing, "--home", night.home.root, "--as-of", "2026-07-01"]
    assert onefunnel("refresh", *options) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"published {night.home.current_run()} as of 2026-07-01: 7 tables")
    assert said.endswith(f"Open {night.home.database}\n")


def test_a_command_that_finds_the_lock_taken_leaves_with_75(
    night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["refresh", "--landing", night.landing], ["rollback"]):
        with locked(night.home):
            assert onefunnel(*command, "--home", night.home.root) == 75
        assert "another command is changing" in capsys.readouterr().err


def test_landing_alone_shows_the_rows_and_publishes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "landing" / "files").mkdir(parents=True)
    shutil.copy(PROJECT / "docs" / "templates" / "leads.csv", tmp_path / "landing" / "files")
    assert onefunnel("land", "--landing", tmp_path / "landing", "--home", tmp_path / "home") == 0
    assert "leads" in capsys.readouterr().out
    assert Home(tmp_path / "home").current_run() is None


def test_rollback_and_verify_go_together(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = generations(night.home)
    home = ["--home", night.home.root]
    assert onefunnel("verify", *home) == 0
    assert f"{second} is sound" in capsys.readouterr().out
    assert onefunnel("rollback", *home) == 0
    assert night.home.current_run() == first
    assert onefunnel("rollback", second, *home) == 0
    assert onefunnel("rollback", "nothing", *home) == 40
    assert night.home.current_run() == second

    (night.home.generations / first / "onefunnel.duckdb").chmod(0o644)
    with (night.home.generations / first / "onefunnel.duckdb").open("r+b") as file:
        file.seek(5000)
        file.write(b"?")
    assert onefunnel("verify", first, *home) == 40
    assert onefunnel("rollback", *home) == 40
    assert "is damaged" in capsys.readouterr().err
    assert night.home.current_run() == second


def test_status_tells_what_is_published_and_from_what(
    night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    assert onefunnel("status", "--home", night.home.root) == 0
    said = capsys.readouterr().out
    assert str(night.home.current_run()) in said
    assert "orders" in said


def test_status_and_verify_of_an_empty_home_do_not_fall_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert onefunnel("status", "--home", tmp_path) == 0
    assert "nothing yet" in capsys.readouterr().out
    assert onefunnel("verify", "--home", tmp_path) == 40
    assert "nothing is published" in capsys.readouterr().err


def test_a_generation_that_was_deleted_by_hand_is_told_plainly(
    night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(night.home.current.resolve())
    assert onefunnel("verify", "--home", night.home.root) == 40
    assert onefunnel("status", "--home", night.home.root) == 40
    assert Home(night.home.root).current_run() is not None
    assert "there is no generation" in capsys.readouterr().err
