"""What `onefunnel catalogue` writes is what the project says, and no number is defined twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from scripts import catalogue, cli
from scripts.home import PROJECT, Failed

# Requirements that nothing answers yet. Whoever builds the answer takes the number out.
WAITING = {34, 61, 95}
TABLES = {"sales.sales__funnel": {"stage"}, "core.fct_goals": {"goal_key"}}


@pytest.fixture(scope="module")
def pages(parsed: Any) -> dict[str, str]:
    return catalogue.pages(parsed, cli.cli.commands)


@pytest.mark.parametrize("path", [catalogue.METRICS, catalogue.REQUIREMENTS])
def test_the_committed_page_is_what_the_project_says(pages: dict[str, str], path: str) -> None:
    if (PROJECT / path).read_text(encoding="utf-8") != pages[path]:
        pytest.fail(f"{path} is not what the project says: run `onefunnel catalogue`")


def test_the_command_writes_both_pages(
    parsed: Any,
    pages: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "dbt_project.yml").touch()
    monkeypatch.setattr(catalogue, "parse", lambda: parsed)
    monkeypatch.setattr(catalogue, "PROJECT", tmp_path)
    cli.main(["catalogue"])
    assert {path: (tmp_path / path).read_text(encoding="utf-8") for path in pages} == pages
    assert capsys.readouterr().out == "wrote docs/metrics.md\nwrote docs/requirements.md\n"


def test_every_link_of_the_pages_leads_somewhere(pages: dict[str, str]) -> None:
    headings = re.findall(r"(?m)^#+ (.+)$", pages[catalogue.METRICS])
    anchors = {catalogue.anchor(heading) for heading in headings}
    assert len(anchors) == len(headings)
    for text in pages.values():
        for page, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", text):
            assert not page or (PROJECT / "docs" / page).is_file(), page
            assert not anchor or anchor in anchors, anchor


def column(parsed: Any, table: str, name: str) -> Any:
    return parsed.nodes[f"model.onefunnel.{table}"].columns[name]


def metric(parsed: Any, name: str) -> catalogue.Metric:
    (found,) = (m for m in catalogue.catalogue(parsed).metrics if m.name == name)
    return found


def test_no_number_is_defined_twice(parsed: Any) -> None:
    assert catalogue.catalogue(parsed).faults == []


def test_a_rate_with_two_formulas_is_refused(
    parsed: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    changed = column(parsed, "sales__scorecard", "win_rate")
    monkeypatch.setattr(changed, "description", "won_opportunities / created_opportunities.")
    monkeypatch.setattr(catalogue, "parse", lambda: parsed)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["catalogue"])
    assert stopped.value.code == Failed.code
    (line,) = capsys.readouterr().err.splitlines()
    assert "win_rate has two formulas" in line
    assert "won_opportunities / created_opportunities (sales.sales__scorecard.win_rate)" in line


def test_a_formula_with_two_names_is_refused(parsed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    named = column(parsed, "marketing__email_performance", "click_rate").config
    monkeypatch.setattr(named, "meta", {"metric": "mail_click_rate"})
    other = column(parsed, "marketing__email_performance", "unsubscribe_rate")
    monkeypatch.setattr(other, "description", "unique_clicks / delivered.")
    assert catalogue.catalogue(parsed).faults == [
        "mail_click_rate and unsubscribe_rate are one number: unique_clicks / emails_delivered"
    ]


def test_a_sum_and_its_name_are_one_formula(parsed: Any) -> None:
    found = metric(parsed, "win_rate")
    assert found.formula == "won_opportunities / (won_opportunities + lost_opportunities)"
    formulas = {measure.table: measure.formula for measure in found.measures}
    assert formulas["sales.sales__win_rates"] == "won_opportunities / decided_opportunities"


def test_a_number_without_a_unit_is_refused(parsed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column(parsed, "sales__customer_voice", "nps").config, "meta", {})
    (fault,) = catalogue.catalogue(parsed).faults
    assert fault.startswith("what is sales.sales__customer_voice.nps counted in?")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("won_amount", "reporting currency"),
        ("amount", "currency of the row"),
        ("cost_per_lead", "reporting currency"),
        ("median_days_to_close", "days"),
        ("average_days_to_close", "days"),
        ("quotes_with_days_to_send", "count"),
        ("accounts_contacted_in_90_days", "count"),
        ("minutes_to_response", "minutes"),
        ("win_rate", "ratio"),
        ("attainment_rate", "ratio"),
        ("projected_amount", "reporting currency or deals"),
        ("win_rate_from", "ratio"),
        ("priority_score", "points"),
        ("direct_base", "count"),
        ("brand_index", "index"),
    ],
)
def test_type_and_name_tell_the_unit(parsed: Any, name: str, unit: str) -> None:
    assert {measure.unit for measure in metric(parsed, name).measures} == {unit}


def test_keys_and_orders_are_no_metrics(parsed: Any) -> None:
    names = {metric.name for metric in catalogue.catalogue(parsed).metrics}
    assert not names & {"stage_order", "priority_rank", "decile", "within_weeks", "owner_key"}


def test_each_requirement_is_asked_once_and_answered_unless_it_waits() -> None:
    asked = catalogue.requirements()
    assert [requirement.number for requirement in asked] == list(range(1, 122))
    for requirement in asked:
        assert bool(requirement.answered_by) != bool(requirement.waits_for), requirement.number
    assert {r.number for r in asked if not r.answered_by} == WAITING


def test_a_list_of_questions_that_misses_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    with pytest.raises(Failed, match="docs/requirements.yml is not as"):
        catalogue.requirements(tmp_path)
    text = "parts: [{title: Both, requirements: [{number: 1, question: Who}]}]"
    (tmp_path / catalogue.QUESTIONS).write_text(text)
    with pytest.raises(Failed, match="answered_by"):
        catalogue.requirements(tmp_path)


def test_no_requirement_is_forgotten() -> None:
    path = PROJECT.parent / "shared" / "design" / "requirements.md"
    if not path.is_file():
        pytest.skip("../shared/design is not here")
    numbers = re.findall(r"(?<!\S)(\d{1,3})\. ", path.read_text(encoding="utf-8"))
    assert {int(number) for number in numbers} == {r.number for r in catalogue.requirements()}


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("sales.sales__funnel", None),
        ("sales.sales__funnel.stage", None),
        ("sales.sales__funnel.stages", "sales.sales__funnel has no column stages"),
        ("sales.sales__tunnel.stage", "there is no table sales.sales__tunnel"),
        ("docs/refresh.md", None),
        ("docs/refreshing.md", "there is no page docs/refreshing.md"),
        ("onefunnel refresh", None),
        ("onefunnel rest", "there is no command onefunnel rest"),
    ],
)
def test_an_answer_that_is_not_there_is_none(answer: str, fault: str | None) -> None:
    assert catalogue.missing(answer, TABLES, cli.cli.commands) == fault
