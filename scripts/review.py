"""`onefunnel review`: one page for the weekly meeting of marketing and sales.

Everything on it is read from the published tables. The page is written as Markdown; the HTML is
made of that, so both say the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
from markdown_it import MarkdownIt

from scripts.home import Failed, Home, Misused, NotVerified, manifest

Row = tuple[Any, ...]
SHOWN = 10

# What the review counts, in the order of the page, and whether it is money.
MEASURES = {
    "visits": False,
    "spend": True,
    "new leads": False,
    "qualified leads": False,
    "accepted leads": False,
    "leads sent back": False,
    "late answers": False,
    "new deals": False,
    "new pipeline": True,
    "won deals": False,
    "won revenue": True,
    "lost deals": False,
    "lost value": True,
    "slipped deals": False,
    "slipped value": True,
}
# A count below this, now and before, is too small to have moved.
FEWEST = 3

LAST_WEEK = "select max(week_start_date) from joint.joint__weekly_review where is_week_over"
WEEK = """
select measure, breakdown, breakdown_name, week_value, value_week_before, mean_4_weeks,
    change_from_mean
from joint.joint__weekly_review
where week_start_date = $monday
order by measure, breakdown, abs(change_from_mean) desc, breakdown_name
"""
BRIDGE = """
select bridge_step, sum(deals), sum(reporting_amount)
from sales.sales__pipeline_bridge
where bridge_scope = 'open' and period_type = 'week' and period_start_date = $monday
group by bridge_step, step_order
having sum(changes) > 0
order by step_order
"""
LOST = """
select opportunity_name, coalesce(account_name, '(no account)'), deals.reporting_amount,
    coalesce(loss_reason, '(not set)'), coalesce(rep_name, '(not set)')
from core.fct_opportunities as deals
left join core.dim_accounts using (account_key)
left join core.dim_sales_reps as reps on deals.owner_key = reps.owner_key
where deals.is_lost and deals.close_date between $monday and $sunday
order by deals.reporting_amount desc nulls last, opportunity_key
"""
SLIPPED = """
select opportunity_name, changes.stage, changes.reporting_amount, changes.close_date_before,
    changes.close_date, coalesce(rep_name, '(not set)')
from core.fct_pipeline_changes as changes
inner join core.fct_opportunities as deals using (opportunity_key)
left join core.dim_sales_reps as reps on changes.owner_key = reps.owner_key
where changes.was_open and changes.is_open and changes.close_date > changes.close_date_before
    and changes.change_date between $monday and $sunday
order by changes.reporting_amount desc nulls last, opportunity_key, changes.change_date
"""
WON = """
select opportunity_name, won_amount, days_from_first_touch, first_touch_channel, campaign_name,
    content_title, rep_name, helper_names, touches, marketing_credit_amount
from joint.joint__wins
where close_date between $monday and $sunday
order by won_amount desc, opportunity_key
"""
ANSWERS = """
select count(*) filter (where is_within_sla), count(*) filter (where is_breached)
from core.fct_lead_responses
where cast(due_at as date) between $monday and $sunday
"""
OVERDUE = """
select sum(breached_open_leads) from joint.joint__speed_to_lead where breakdown = 'company'
"""
FORECAST = """
select forecast.period_name, forecast.made_date, forecast.won_amount, forecast.forecast_amount,
    quotas.quota_amount
from sales.sales__forecast as forecast
left join core.fct_member_quotas as quotas
    on quotas.member_level = 'company' and quotas.measure = 'revenue'
    and forecast.period_type = quotas.period_type
    and forecast.period_start_date = quotas.period_start_date
where forecast.forecast_level = 'company' and forecast.forecast_method = 'weighted'
    and forecast.made_date = (
        select max(made_date) from sales.sales__forecast where made_date <= $sunday
    )
    and forecast.period_end_date >= $sunday
order by forecast.period_type, forecast.period_start_date
"""
SCORECARD = """
select measure, owner_team, measure_unit, measured_value, value_before, target_value, direction,
    trend, status, denominator
from joint.joint__alignment_scorecard
where month_start_date = date_trunc('month', $sunday)
order by measure_order
"""
MEETING = """
select meeting_name, planned_date, attendees, actions_agreed, actions_closed
from core.fct_meetings
where is_joint and planned_date <= $sunday
order by planned_date desc, meeting_key
limit 1
"""
OPEN_ACTIONS = """
select sum(actions_agreed - actions_closed)
from core.fct_meetings
where is_held and planned_date between $sunday - interval 90 day and $sunday
"""
MISSED = """
select planned_date from core.fct_meetings
where is_due and not is_joint and planned_date between $monday and $sunday
order by planned_date
"""

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 } td, th { padding: .25rem .75rem;
border-bottom: 1px solid #ddd; text-align: left; vertical-align: top } h2 { margin-top: 2.5rem }
@media print { body { margin: 0; font-size: 11px } }
"""


@dataclass
class Page:
    """Markdown, piece by piece. What comes from the tables is escaped on its way in."""

    title: str
    parts: list[str] = field(default_factory=list)

    def section(self, title: str) -> None:
        self.parts.append(f"## {title}")

    def say(self, *sentences: str) -> None:
        self.parts.append(" ".join(sentences))

    def points(self, lines: Sequence[str]) -> None:
        self.parts.append("\n".join(f"- {line}" for line in lines))

    def table(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], shown: int = SHOWN
    ) -> None:
        lines = [headings, ["---"] * len(headings), *rows[:shown]]
        self.parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
        if len(rows) > shown:
            self.say(f"... and {len(rows) - shown} more.")

    def markdown(self) -> str:
        return "\n\n".join([f"# {self.title}", *self.parts]) + "\n"

    def html(self) -> str:
        """The page as one file that needs no other and no network."""
        body = MarkdownIt("commonmark", {"html": False}).enable("table").render(self.markdown())
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{html.escape(self.title)}</title>\n<style>{STYLE}</style>\n</head>\n"
            f"<body>\n{body}</body>\n</html>\n"
        )


def words(value: Any) -> str:
    """Text of a table as Markdown that says only that, on one line, without e-mail addresses."""
    text = " ".join(str(value if value is not None else "(not set)").split())
    text = re.sub(r"[^\s@<>()\[\]|]+@[^\s@<>()\[\]|]+", "(address)", text)
    return re.sub(r"([\\`*_\[\]<>|~&#!])", r"\\\1", text)


def number(value: Any, unit: str = "count") -> str:
    if value is None:
        return "no data"
    if unit == "ratio":
        return f"{value:.0%}"
    if unit in ("mean", "days"):
        return f"{value:,.1f}"
    return f"{value:,.0f}"


def spoken(measure: str) -> str:
    return words(measure.replace("_", " "))


class Published:
    """The tables of the generation that readers see."""

    def __init__(self, home: Home) -> None:
        run = home.current_run()
        if run is None:
            raise Misused(f"there is nothing to review in {home.root}")
        self.as_of: str = manifest(home, run)["as_of"]
        self.path = home.generations / run / home.database.name
        self.days: dict[str, date] = {}

    def __enter__(self) -> Published:
        try:
            self.database = duckdb.connect(str(self.path), read_only=True)
        except duckdb.Error as error:
            raise NotVerified(f"cannot read {self.path}: {first_line(error)}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def rows(self, query: str) -> list[Row]:
        """What a query finds in the week under review."""
        wanted = {name: day for name, day in self.days.items() if f"${name}" in query}
        try:
            return self.database.execute(query, wanted).fetchall()
        except duckdb.CatalogException as error:
            raise Failed(
                f"what is published has no review, refresh first: {first_line(error)}"
            ) from error
        except duckdb.Error as error:
            raise NotVerified(f"cannot read {self.path}: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def headlines(page: Page, week: Sequence[Row]) -> None:
    found = {row[0]: row for row in week if row[1] == "(all)"}
    page.section("The week in numbers")
    page.table(
        ["measure", "this week", "the week before", "mean of 4 weeks before"],
        [
            [
                measure,
                number(found[measure][3]),
                number(found[measure][4]),
                number(found[measure][5], "count" if is_money else "mean"),
            ]
            for measure, is_money in MEASURES.items()
            if measure in found
        ],
        shown=len(MEASURES),
    )


def movers(page: Page, week: Sequence[Row]) -> None:
    """The measures farthest from their mean, and the parts that took them there."""
    page.section("What moved most, and why")
    moved = []
    for measure, breakdown, _, value, _, mean, change in week:
        if breakdown == "(all)" and measure in MEASURES and mean and change:
            is_large = MEASURES[measure] or max(value, mean) >= FEWEST
            if is_large:
                moved.append((-abs(change) / mean, measure, float(value), mean, change))
    lines = []
    for _, measure, value, mean, change in sorted(moved)[:5]:
        unit = "count" if MEASURES[measure] else "mean"
        rate = f"{abs(change) / mean:.0%} {'above' if change > 0 else 'below'}"
        line = f"**{measure}**: {number(value)}, {rate} the mean of {number(mean, unit)}."
        for breakdown in dict.fromkeys(row[1] for row in week if row[0] == measure):
            parts = [
                f"{words(name)} {number(part)} after {number(usual or 0, unit)}"
                for of, by, name, part, _, usual, part_change in week
                if (of, by) == (measure, breakdown)
                and breakdown != "(all)"
                and part_change
                and (part_change > 0) == (change > 0)
            ]
            if parts:
                line += f" By {spoken(breakdown)}: {', '.join(parts[:3])}."
        lines.append(line)
    if lines:
        page.points(lines)
    else:
        page.say("Nothing is far from the four weeks before.")


def funnel(page: Page, week: Sequence[Row]) -> None:
    for title, measure, breakdown in (
        ("Visits by channel", "visits", "channel"),
        ("Deals that reached a stage", "deals reaching a stage", "stage"),
        ("Why leads were sent back", "leads sent back", "rejection_reason"),
        ("What sales said", "feedback", "reason"),
    ):
        parts = [row for row in week if row[:2] == (measure, breakdown)]
        if parts:
            page.section(title)
            parts.sort(key=lambda row: (-row[3], row[2]))
            page.table(
                [breakdown.replace("_", " "), "this week", "the week before", "mean of 4"],
                [
                    [words(row[2]), number(row[3]), number(row[4] or 0), number(row[5], "mean")]
                    for row in parts
                ],
            )


def pipeline(page: Page, tables: Published) -> None:
    page.section("Open pipeline, from Monday to Sunday")
    page.table(
        ["step", "deals", "value"],
        [[words(step), number(n), number(value)] for step, n, value in tables.rows(BRIDGE)],
    )
    page.section("Forecast against target")
    page.table(
        ["period", "won so far", "forecast", "target", "forecast of target"],
        [
            [
                words(name),
                number(won),
                number(forecast),
                number(quota) if quota else "no target",
                number(float(forecast) / float(quota), "ratio") if quota else "",
            ]
            for name, _, won, forecast, quota in tables.rows(FORECAST)[:6]
        ],
    )
    for title, headings, query in (
        ("Lost", ["deal", "company", "value", "reason", "rep"], LOST),
        ("Put off", ["deal", "stage", "value", "was to close", "now", "rep"], SLIPPED),
    ):
        rows = tables.rows(query)
        page.section(f"{title}: {len(rows)}")
        if rows:
            page.table(
                headings,
                [
                    [
                        number(cell) if heading == "value" else words(cell)
                        for heading, cell in zip(headings, row, strict=True)
                    ]
                    for row in rows
                ],
            )


def promises(page: Page, tables: Published) -> None:
    page.section("What was promised")
    ((in_time, late),) = tables.rows(ANSWERS)
    ((overdue,),) = tables.rows(OVERDUE)
    lines = [
        f"Of {in_time + late} qualified leads that were due an answer, sales gave {in_time} in"
        f" time; {late} were late or are open. As of the refresh, {number(overdue or 0)} wait past"
        " their time."
    ]
    for name, day, attendees, agreed, closed in tables.rows(MEETING):
        lines.append(
            f"Last joint meeting: {words(name)} on {day}, {attendees} people, {agreed} actions"
            f" agreed, {closed} closed, **{agreed - closed} open**."
        )
    ((left,),) = tables.rows(OPEN_ACTIONS)
    if left:
        lines.append(f"Open of all joint meetings of the 90 days to Sunday: {left} actions.")
    missed = tables.rows(MISSED)
    if missed:
        days = ", ".join(str(day) for (day,) in missed)
        lines.append(f"Planned and not held with both sides: {days}.")
    page.points(lines)


def scorecard(page: Page, tables: Published, sunday: date) -> None:
    page.section(f"Scorecard, {sunday:%Y-%m}")
    rows = tables.rows(SCORECARD)
    if not rows:
        page.say("Nothing to judge in that month.")
    page.table(
        ["measure", "team", "value", "3 months before", "target", "trend", "status", "of"],
        [
            [
                spoken(measure),
                words(team),
                number(value, unit),
                number(before, unit),
                ("at least " if direction == "up" else "at most ") + number(target, unit)
                if target is not None
                else "no target",
                words(trend),
                words(status),
                number(cases) if unit not in ("reporting currency", "leads") else "",
            ]
            for measure, team, unit, value, before, target, direction, trend, status, cases in rows
        ],
        shown=len(rows),
    )
    page.say(
        "The month is that of the Sunday, as published. The last column is what the value divides"
        " by: a trend of few cases proves nothing."
    )


def wins(page: Page, tables: Published) -> None:
    rows = tables.rows(WON)
    page.section(f"Wins to celebrate: {len(rows)}")
    lines = []
    for name, amount, days, channel, campaign, content, rep, helpers, touches, credit in rows:
        began = f", {days} days after {words(channel)}" if days is not None else ""
        helped = f" with {words(helpers)}" if helpers != "(none)" else ""
        line = (
            f"**{words(name)}**, {number(amount)}{began}. {words(rep)}{helped}, {touches} touches."
        )
        if campaign != "(no campaign)":
            line += f" Campaign: {words(campaign)}."
        if content != "(no content)":
            line += f" Read: {words(content)}."
        if amount:
            line += f" Credit of marketing: {number(credit / amount, 'ratio')}."
        lines.append(line)
    if lines:
        page.points(lines[:SHOWN])
    if len(lines) > SHOWN:
        page.say(f"... and {len(lines) - SHOWN} more.")


def compose(home: Home, day: date | None) -> tuple[date, Page]:
    """The Monday of the week that has `day`, else of the last one that is over, and its page."""
    with Published(home) as tables:
        if day is None:
            ((monday,),) = tables.rows(LAST_WEEK)
            if monday is None:
                raise Misused("no week is over yet of what is published")
        else:
            monday = day - timedelta(days=day.weekday())
        sunday = monday + timedelta(days=6)
        tables.days = {"monday": monday, "sunday": sunday}
        week = tables.rows(WEEK)
        if not week:
            raise Misused(f"nothing is published about the week of {monday}")
        page = Page(f"Joint review, {monday} to {sunday}")
        running = "" if str(sunday) <= tables.as_of else " The week is not over."
        page.say(f"As of {tables.as_of}, in the reporting currency.{running}")
        headlines(page, week)
        movers(page, week)
        promises(page, tables)
        wins(page, tables)
        pipeline(page, tables)
        funnel(page, week)
        scorecard(page, tables, sunday)
    return monday, page


def write(home: Home, day: date | None, out: Path) -> list[Path]:
    """Write review-<Monday>.md and .html into `out`."""
    monday, page = compose(home, day)
    paths = [out / f"review-{monday}.md", out / f"review-{monday}.html"]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, (page.markdown(), page.html()), strict=True):
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misused(f"cannot write into {out}: {error.strerror}") from error
    return paths
