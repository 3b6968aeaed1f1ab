"""Sessions that we cut ourselves, against a walk through the events in plain Python."""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest

Build = Callable[..., Path]
GAP = timedelta(minutes=30)
INSTANT = timedelta(microseconds=1)
# Idle times around the gap, and none at all: half of what can go wrong are ties.
PAUSES = [
    timedelta(0),
    timedelta(0),
    INSTANT,
    timedelta(seconds=40),
    timedelta(minutes=17),
    GAP - INSTANT,
    GAP,
    GAP + INSTANT,
    timedelta(hours=5),
]
OUR_SITE = "www.shop.example"
PAGES = [f"https://{OUR_SITE}{path}" for path in ("/", "/a", "/b?x=1", "/b?x=2", "/c/d")]
REFERRERS = [None, None, PAGES[1], "https://www.blog.example/post", "https://news.example/"]
TAGS = [(None, None), (None, None), ("google", "cpc"), ("letter", "email"), ("letter", "e-mail")]


@dataclass(frozen=True)
class Event:
    visitor_id: str
    event_name: str
    occurred_at: datetime
    page_url: str
    referrer_url: str | None
    utm_source: str | None
    utm_medium: str | None

    def tie(self) -> tuple[tuple[bool, str], ...]:
        """What settles the order of events of one instant: their words, missing ones last."""
        words = [self.page_url, self.referrer_url, self.utm_source, self.utm_medium]
        return tuple((word is None, word or "") for word in words)


def generated(seed: int, visitors: int = 60) -> list[Event]:
    """Visits that begin near midnight and go on with pauses of every awkward length."""
    dice = random.Random(seed)
    events = []
    for visitor in range(visitors):
        at = datetime(2026, 3, 1, 22) + timedelta(seconds=dice.randrange(3 * 3600))
        for _ in range(dice.randint(1, 25)):
            source, medium = dice.choice(TAGS)
            events.append(
                Event(
                    visitor_id=f"v{visitor}",
                    event_name=dice.choice(["page_view", "scroll"]),
                    occurred_at=at,
                    page_url=dice.choice(PAGES),
                    referrer_url=dice.choice(REFERRERS),
                    utm_source=source,
                    utm_medium=medium,
                )
            )
            at += dice.choice(PAUSES)
    return events


def as_csv(events: Sequence[Event]) -> str:
    text = io.StringIO()
    names = [field.name for field in fields(Event)]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for event in events:
        values = {name: getattr(event, name) for name in names}
        values["occurred_at"] = event.occurred_at.isoformat(timespec="microseconds") + "Z"
        writer.writerow(values.values())
    return text.getvalue()


def origin(events: Sequence[Event]) -> tuple[str, str]:
    """Source and medium: tags of the first tagged event, unless a foreign site came before."""
    entry = events[0]
    tagged = [event for event in events if event.utm_source]
    first = min(tagged, key=lambda event: (event.occurred_at, event.tie()), default=None)
    referrer = urlsplit(entry.referrer_url or f"https://{OUR_SITE}").hostname or ""
    foreign = referrer != OUR_SITE
    if foreign and (first is None or first.occurred_at > entry.occurred_at):
        return referrer.removeprefix("www."), "referral"
    if first is None:
        return "(not set)", "(not set)"
    return first.utm_source or "", first.utm_medium or ""


Session = tuple[str, datetime, datetime, int, int, str, str, str, bool, bool]


def walked(events: Sequence[Event]) -> list[Session]:
    """The sessions of these events, found by walking through each visitor's day."""
    of_visitor: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        of_visitor[event.visitor_id].append(event)
    sessions: list[Session] = []
    for visitor, own in of_visitor.items():
        own.sort(key=lambda event: (event.occurred_at, event.tie()))
        visits: list[list[Event]] = []
        for event in own:
            if visits and event.occurred_at - visits[-1][-1].occurred_at <= GAP:
                visits[-1].append(event)
            else:
                visits.append([event])
        for number, visit in enumerate(visits):
            views = sum(event.event_name == "page_view" for event in visit)
            sessions.append(
                (
                    f"files:{visitor}",
                    visit[0].occurred_at,
                    visit[-1].occurred_at,
                    len(visit),
                    views,
                    urlsplit(visit[0].page_url).path,
                    *origin(visit),
                    views >= 2,
                    number == 0,
                )
            )
    return sorted(sessions)


def built(database: Path) -> list[Session]:
    with duckdb.connect(str(database), read_only=True) as warehouse:
        return warehouse.execute(
            """
            select
                visitor_key, started_at, ended_at, events, page_views, landing_page, source,
                medium, is_engaged, is_new_visitor
            from core.fct_sessions
            order by all
            """
        ).fetchall()


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return generated(seed=1800)


@pytest.fixture(scope="module")
def database(build: Build, events: list[Event]) -> Path:
    return build({"files/web_events.csv": as_csv(events)}, as_of="2026-03-31", reads=__file__)


def test_the_events_hold_the_awkward_cases(events: list[Event]) -> None:
    by_time = sorted(events, key=lambda event: (event.visitor_id, event.occurred_at))
    pauses = {
        later.occurred_at - earlier.occurred_at
        for earlier, later in zip(by_time, by_time[1:], strict=False)
        if earlier.visitor_id == later.visitor_id
    }
    assert pauses == set(PAUSES)


def test_sessions_are_those_of_a_walk_through_the_events(
    database: Path, events: list[Event]
) -> None:
    assert built(database) == walked(events)


def test_the_order_and_the_files_of_the_events_do_not_matter(
    build: Build, database: Path, events: list[Event]
) -> None:
    shuffled = list(events)
    random.Random(7).shuffle(shuffled)
    half = len(shuffled) // 2
    parts = {
        "files/web_events/b.csv": as_csv(shuffled[:half]),
        "files/web_events/a.csv": as_csv(shuffled[half:]),
    }
    again = build(parts, as_of="2026-03-31", reads=__file__)
    sql = "select * from core.fct_sessions order by all"
    with duckdb.connect(str(database), read_only=True) as one:
        whole = one.execute(sql).fetchall()
    with duckdb.connect(str(again), read_only=True) as other:
        assert other.execute(sql).fetchall() == whole
