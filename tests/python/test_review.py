"""The weekly page says what the published tables say, and nothing that is not for everybody."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from scripts import cli, review
from scripts.home import PROJECT, Home

DEMO = PROJECT / "var" / "demo"
WEEK = date(2026, 6, 22)

# A company of one week, with names that try to be more than names.
TABLES = """
create schema core; create schema joint; create schema sales;
create table joint.joint__weekly_review as from (values
    (date '2026-06-22', true, 'won revenue', '(all)', '(all)', 150.0, 100.0, 100.0, 50.0),
    (date '2026-06-22', true, 'won revenue', 'rep_name', 'Rita | Co', 150.0, 60.0, 60.0, 90.0),
    (date '2026-06-22', true, 'won revenue', 'rep_name', 'Hugo', 0.0, 40.0, 40.0, -40.0),
    (date '2026-06-22', true, 'late answers', '(all)', '(all)', 2.0, 1.0, 1.0, 1.0),
    (date '2026-06-22', true, 'feedback', 'reason', 'ask bob@example.com', 1.0, null, null, null),
    (date '2026-06-29', false, 'won revenue', '(all)', '(all)', 5.0, 150.0, 112.5, -107.5)
) as t (week_start_date, is_week_over, measure, breakdown, breakdown_name, week_value,
    value_week_before, mean_4_weeks, change_from_mean);
create table sales.sales__pipeline_bridge as from (values
    ('open', 'week', date '2026-06-22', 'opening', 1, 1, 3, 900.0),
    ('open', 'week', date '2026-06-22', 'closing', 14, 1, 2, 750.0),
    ('open', 'month', date '2026-06-01', 'closing', 14, 1, 9, 9.0)
) as t (bridge_scope, period_type, period_start_date, bridge_step, step_order, changes, deals,
    reporting_amount);
create table core.fct_opportunities as from (values
    ('o1', '<script>alert(1)</script>', null::varchar, null::varchar, 70.0, null::varchar, true,
     date '2026-06-23'),
    ('o2', 'Last week', null, null, 70.0, null, true, date '2026-06-21')
) as t (opportunity_key, opportunity_name, account_key, owner_key, reporting_amount, loss_reason,
    is_lost, close_date);
create table core.dim_accounts (account_key varchar, account_name varchar);
create table core.dim_sales_reps (owner_key varchar, rep_name varchar);
create table core.fct_pipeline_changes as from (values
    ('o2', 'closing', null::varchar, 70.0, date '2026-06-30', date '2026-07-31', true, true,
     date '2026-06-24')
) as t (opportunity_key, stage, owner_key, reporting_amount, close_date_before, close_date,
    was_open, is_open, change_date);
create table joint.joint__wins as from (values
    ('o3', '[link](http://evil.example)', 150.0, 30, 'Email', 'Spring', '(no content)', 'Rita',
     'Hugo', 4, 75.0, date '2026-06-28')
) as t (opportunity_key, opportunity_name, won_amount, days_from_first_touch,
    first_touch_channel, campaign_name, content_title, rep_name, helper_names, touches,
    marketing_credit_amount, close_date);
create table core.fct_lead_responses as from (values
    (true, false, timestamp '2026-06-28 23:00:00'), (false, true, timestamp '2026-06-22 00:00:00'),
    (false, true, timestamp '2026-06-29 00:00:00')
) as t (is_within_sla, is_breached, due_at);
create table joint.joint__speed_to_lead as from (values ('company', 4), ('team', 4))
    as t (breakdown, breached_open_leads);
create table sales.sales__forecast as from (values
    ('company', 'weighted', date '2026-06-28', 'month', date '2026-06-01', date '2026-06-30',
     '2026-06', 80.0, 90.0)
) as t (forecast_level, forecast_method, made_date, period_type, period_start_date,
    period_end_date, period_name, won_amount, forecast_amount);
create table core.fct_member_quotas as from (values
    ('company', 'revenue', 'month', date '2026-06-01', 120.0)
) as t (member_level, measure, period_type, period_start_date, quota_amount);
create table joint.joint__alignment_scorecard as from (values
    (date '2026-06-01', 1, 'win_rate', 'sales', 'ratio', 0.5, 0.25, 0.4, 'up', 'better', 'met', 8)
) as t (month_start_date, measure_order, measure, owner_team, measure_unit, measured_value,
    value_before, target_value, direction, trend, status, denominator);
create table core.fct_meetings as from (values
    ('m1', 'Sync', date '2026-06-15', true, true, true, 5, 6, 4),
    ('m2', 'Sync', date '2026-06-22', true, false, false, 0, 0, 0)
) as t (meeting_key, meeting_name, planned_date, is_due, is_held, is_joint, attendees,
    actions_agreed, actions_closed);
"""


class Tags(HTMLParser):
    """Which tags a page has, and what they refer to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose current generation is the company of one week."""
    root = tmp_path_factory.mktemp("review") / "home"
    generation = root / "gen" / "20260630T000000.000000Z"
    generation.mkdir(parents=True)
    with duckdb.connect(str(generation / "onefunnel.duckdb")) as database:
        database.execute(TABLES)
    facts = {"as_of": "2026-06-30", "published_at": "2026-06-30T02:00:00Z"}
    (generation / "MANIFEST.json").write_text(json.dumps(facts))
    (root / "current").symlink_to(Path("gen") / generation.name)
    return root


def onefunnel(*arguments: str | Path) -> int:
    """Run the command; give its exit code."""
    try:
        cli.main([str(argument) for argument in arguments])
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def test_the_page_is_written_from_anywhere(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert onefunnel("review", "--home", home, "--out", "pages") == 0
    written = [f"pages/review-{WEEK}.md", f"pages/review-{WEEK}.html"]
    assert capsys.readouterr().out.splitlines() == [f"wrote {path}" for path in written]
    text = (tmp_path / written[0]).read_text(encoding="utf-8")
    for said in (
        "# Joint review, 2026-06-22 to 2026-06-28",
        "| won revenue | 150 | 100 | 100 |",
        r"**won revenue**: 150, 50% above the mean of 100. By rep name: Rita \| Co 150 after 60.",
        "Of 2 qualified leads that were due an answer, sales gave 1 in time; 1 were late",
        "As of the refresh, 4 wait past their time.",
        "Sync on 2026-06-15, 5 people, 6 actions agreed, 4 closed, **2 open**.",
        "Planned and not held with both sides: 2026-06-22.",
        "150, 30 days after Email. Rita with Hugo, 4 touches. Campaign: Spring.",
        "Credit of marketing: 50%.",
        "| closing | 2 | 750 |",
        "| 2026-06 | 80 | 90 | 120 | 75% |",
        "## Lost: 1",
        "| Last week | closing | 70 | 2026-06-30 | 2026-07-31 | (not set) |",
        r"| win rate | sales | 50% | 25% | at least 40% | better | met | 8 |",
    ):
        assert said in text, said
    # one late answer more or less is no news
    assert "**late answers**" not in text


def test_the_html_is_one_file_and_names_are_only_names(home: Path) -> None:
    _, page = review.compose(Home(home), None)
    markdown, text = page.markdown(), page.html()
    tags = Tags(text)
    assert not tags.names & {"script", "img", "link", "a", "iframe"}
    assert tags.links == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<td>closing</td>\n<td>2</td>\n<td>750</td>" in text
    assert "Rita | Co 150 after 60" in text
    for written in (markdown, text):
        assert "@example.com" not in written
        assert "(address)" in written


def test_a_day_names_its_week_and_a_running_one_says_so(home: Path) -> None:
    monday, page = review.compose(Home(home), date(2026, 6, 30))
    assert monday == WEEK + timedelta(days=7)
    assert "The week is not over." in page.markdown()
    assert "| won revenue | 5 | 150 | 112 |" in page.markdown()


def test_what_is_not_there_is_one_line(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    file = tmp_path / "file"
    file.touch()
    old = tmp_path / "old"
    (old / "gen" / "1").mkdir(parents=True)
    duckdb.connect(str(old / "gen" / "1" / "onefunnel.duckdb")).close()
    (old / "gen" / "1" / "MANIFEST.json").write_text(
        '{"as_of": "2026-06-30", "published_at": "2026-06-30T02:00:00Z"}'
    )
    (old / "current").symlink_to("gen/1")
    for arguments, code, complaint in (
        (["--home", tmp_path / "none"], 2, "nothing is published yet"),
        (["--home", empty], 2, "nothing is published yet"),
        (["--home", old], 10, "refresh first"),
        (["--home", home, "--week", "2031-01-01"], 2, "about the week of 2030-12-30"),
        (["--home", home, "--week", "Monday"], 2, "is not a day like"),
        (["--home", home, "--out", file / "in"], 2, "cannot write into"),
    ):
        assert onefunnel("review", *arguments) == code, complaint
        said = capsys.readouterr().err
        assert complaint in said
        assert said.count("\n") == 1, said
    assert not (tmp_path / "none").exists()


def test_the_page_of_the_sample_company_is_what_its_tables_say() -> None:
    if not (DEMO / "current").exists():
        pytest.skip("the sample company is not published; `make refresh` does it")
    _, page = review.compose(Home(DEMO), WEEK)
    text = page.markdown()
    assert not re.search(r"\S@\S", text)
    cells = {}
    for line in text.split("## What moved")[0].splitlines():
        if line.startswith("| "):
            name, now, before, mean = (cell.strip() for cell in line.strip("|").split("|"))
            cells[name] = (now, before, mean)

    def week(table: str, day: str, amount: str, condition: str, monday: date) -> float:
        with duckdb.connect(str(DEMO / "current" / "onefunnel.duckdb"), read_only=True) as demo:
            (found,) = demo.execute(
                f"select coalesce(sum({amount}), 0) from core.{table} where {condition}"
                f" and cast({day} as date) between $1 and $2",
                [monday, monday + timedelta(days=6)],
            ).fetchone() or (0,)
        return float(found)

    for name, table, day, amount, condition in (
        ("won revenue", "fct_opportunities", "close_date", "reporting_amount", "is_won"),
        ("lost deals", "fct_opportunities", "close_date", "1", "is_lost"),
        ("qualified leads", "fct_leads", "mql_at", "1", "true"),
        ("visits", "fct_sessions", "session_date", "1", "is_counted"),
        ("spend", "fct_ad_performance", "performance_date", "reporting_spend", "true"),
    ):
        weeks = [
            week(table, day, amount, condition, WEEK - timedelta(days=7 * back))
            for back in range(5)
        ]
        now, before, mean = (float(cell.replace(",", "")) for cell in cells[name])
        assert now == pytest.approx(weeks[0], abs=0.51), name
        assert before == pytest.approx(weeks[1], abs=0.51), name
        assert mean == pytest.approx(sum(weeks[1:]) / 4, abs=0.51), name
