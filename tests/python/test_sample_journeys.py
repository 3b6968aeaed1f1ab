"""Journeys and the one funnel of the sample company, as `make test` published them.

The truth was written beside the exports.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import duckdb
import pytest

from scripts.home import PROJECT

DEMO = PROJECT / "var" / "demo" / "current" / "onefunnel.duckdb"
TRUTH = PROJECT / "var" / "sample" / "truth"


@pytest.fixture(scope="module")
def demo() -> Iterator[duckdb.DuckDBPyConnection]:
    if not (DEMO.exists() and TRUTH.exists()):
        pytest.skip("the sample company is not published; `make refresh` does it")
    connection = duckdb.connect(str(DEMO), read_only=True)
    for name in ("touches", "monthly"):
        connection.execute(
            f"create temp table true_{name} as select * from read_csv('{TRUTH / name}.csv')"
        )
    yield connection
    connection.close()


def test_months_of_the_funnel_are_those_that_happened(demo: duckdb.DuckDBPyConnection) -> None:
    """Leads, MQLs, won deals and revenue of each month, by the times that are known."""
    found = demo.execute(
        """
        select
            strftime(month_start_date, '%Y-%m'),
            sum(entered - imputed) filter (where unit = 'people' and joint_stage = 'lead'),
            sum(entered - imputed) filter (where unit = 'people' and joint_stage = 'mql'),
            sum(entered) filter (where unit = 'deals' and joint_stage = 'won'),
            sum(entered_amount) filter (where unit = 'deals' and joint_stage = 'won')
        from joint.joint__funnel where funnel_view = 'period' group by all order by all
        """
    ).fetchall()
    expected = demo.execute(
        """
        select month, leads, mqls, won_deals, cast(won_revenue as decimal(18, 2))
        from true_monthly order by all
        """
    ).fetchall()
    assert len(found) > 24
    assert found == expected


def test_journeys_have_the_touches_that_led_to_the_deal(demo: duckdb.DuckDBPyConnection) -> None:
    """All that left evidence and earns credit is in the journey of its deal, by its channel."""
    rows = demo.execute(
        """
        select truth.channel, steps.channel
        from true_touches as truth
        inner join core.fct_touchpoints as touchpoints
            on truth.touchpoint_key = touchpoints.touchpoint_key and touchpoints.is_creditable
        left join core.fct_journey_steps as steps
            on truth.opportunity_key = steps.opportunity_key
            and truth.touchpoint_key = steps.touchpoint_key
        """
    ).fetchall()
    assert len(rows) > 1000
    assert sum(found is None for _, found in rows) < 0.01 * len(rows)


def test_journeys_recomputed_step_by_step(demo: duckdb.DuckDBPyConnection) -> None:
    """Paths, side changes and transitions of all deals, from the touches and nothing else."""
    touches = defaultdict(list)
    for company, deal, at, priority, key, channel, side in demo.execute(
        """
        select account_key, opportunity_key, touched_at, touch_priority, touchpoint_key,
            channel, side
        from core.fct_touchpoints where is_creditable and account_key is not null
        """
    ).fetchall():
        touches[company].append((at, priority, key, deal, channel, side))
    transitions: Counter[tuple[str, str]] = Counter()
    journeys = {}
    last = demo.execute("select max(touched_at) from core.fct_journey_steps").fetchone()[0]
    for deal, company, won, closed, end in demo.execute(
        "select opportunity_key, account_key, is_won, is_closed, closed_at"
        " from core.fct_opportunities"
    ).fetchall():
        path = [
            touch[4:]
            for touch in sorted(touches[company])
            if touch[0] <= (end or last) and touch[3] in (None, deal)
        ]
        outcome = "(won)" if won else "(lost)" if closed else "(open)"
        channels = ["(start)", *(channel for channel, _ in path), outcome]
        transitions.update(zip(channels, channels[1:], strict=False))
        sides = [side for _, side in path]
        journeys[deal] = (
            len(path),
            sum(a != b for a, b in zip(sides, sides[1:], strict=False)),
            " > ".join(dict.fromkeys(channels[1:-1])) or "(no touch)",
        )
    found = demo.execute(
        "select opportunity_key, touches, side_changes, channel_path from joint.joint__journeys"
    ).fetchall()
    assert {deal: tuple(rest) for deal, *rest in found} == journeys

    elsewhere = demo.execute(
        """
        select channel, next_channel, count(*) from core.fct_journey_steps
        where opportunity_key is null group by all
        union all
        select '(start)', channel, count(*) from core.fct_journey_steps
        where opportunity_key is null and step_number = 1 group by all
        """
    ).fetchall()
    for before, after, count in elsewhere:
        transitions[before, after] += count
    assert dict(transitions) == {
        (before, after): count
        for before, after, count in demo.execute(
            "select from_channel, to_channel, transitions from joint.joint__channel_transitions"
        ).fetchall()
    }
