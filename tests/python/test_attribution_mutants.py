"""Faults that one word of SQL would make: the oracle catches every one of them.

Each changes the compiled SQL of the ledger, in whichever of its models the words stand. A mutant
whose words are gone fails by name: write down how the same fault would look in the new SQL.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from attribution_harness import Laboratory, Step
from attribution_oracle import ledger
from attribution_worlds import (
    PLAYERS,
    Expected,
    ask,
    disagreements,
    effects_disagreements,
    fixed_world,
)

WORLD = fixed_world()
ROLE_WEIGHT = "case when models.has_role_weights then journeys.role_weight else 1 end"
STATE = "case when chains.markov_order = 2 then steps.channel_before else '' end as channel_before"

MUTANTS = {
    "a touch at the time of the goal does not count": [
        ("candidates.touched_at <= goals.reached_at", "candidates.touched_at < goals.reached_at")
    ],
    "a touch later on the day of the goal counts": [
        (
            "candidates.touched_at <= goals.reached_at",
            "cast(candidates.touched_at as date) <= cast(goals.reached_at as date)",
        )
    ],
    "a touch at the edge of the lookback does not count": [
        ("candidates.touched_at >= goals.earliest_at", "candidates.touched_at > goals.earliest_at")
    ],
    "a lookback looks back for ever": [
        ("candidates.touched_at >= goals.earliest_at", "candidates.touched_at is not null")
    ],
    "touches of other deals count": [
        ("or candidates.opportunity_key = goals.opportunity_key", "or true")
    ],
    "touches that earn no credit count": [("where is_creditable", "where true")],
    "of touches at one instant, the kind does not say which is first": [
        (
            "goal_touches.touched_at, goal_touches.touch_priority, goal_touches.touchpoint_key",
            "goal_touches.touched_at, goal_touches.touchpoint_key",
        )
    ],
    "of touches at one instant, the last by key is first": [
        (
            "goal_touches.touch_priority, goal_touches.touchpoint_key",
            "goal_touches.touch_priority, goal_touches.touchpoint_key desc",
        )
    ],
    "a journey of direct visits alone has no last non-direct touch": [
        ("where numbered.is_wanted or wanted.goal_number is null", "where numbered.is_wanted")
    ],
    "sales touches count as marketing": [
        ("coalesce(lenses.side, goal_touches.side) = goal_touches.side", "true")
    ],
    "every contact is the main contact": [
        ("then goal_touches.is_of_the_main_contact", "then goal_touches.is_of_a_contact")
    ],
    "a deal of no company has one contact": [
        ("coalesce(goals.account_key, '(none)') !=", "goals.account_key !=")
    ],
    "the first touch before a milestone holds it": [
        (
            "count(*) filter (where journeys.touched_at <= goals.lead_at)",
            "least(1, count(*) filter (where journeys.touched_at <= goals.lead_at))",
        )
    ],
    "a touch at the milestone does not hold it": [
        (
            "journeys.touched_at <= goals.opportunity_at",
            "journeys.touched_at < goals.opportunity_at",
        )
    ],
    "the middle gets nothing": [("else (1 - models.milestones_weight) /", "else 0.0 /")],
    "what a missing milestone leaves goes to the middle, too": [
        ("else models.milestones_weight / asked.present_weight", "else 1")
    ],
    "older touches weigh more": [
        (
            "(milestones.least_days_before - journeys.days_before)",
            "0.01 * (journeys.days_before - milestones.least_days_before)",
        )
    ],
    "every half-life is a week": [("/ models.half_life_days", "/ 7")],
    "earlier touches weigh more": [
        (
            "power(2, journeys.touch_number - milestones.touch_count)",
            "power(2, milestones.touch_count - journeys.touch_number)",
        )
    ],
    "weights are not shares of a whole": [
        ("coalesce(1 / nullif(relative_claims, 0), 0) as", "least(relative_claims, 1) as")
    ],
    "a weight class weighs what any does": [
        ("when 'weighted' then weight_classes.weight", "when 'weighted' then 1")
    ],
    "roles weigh nothing": [(ROLE_WEIGHT, "1")],
    "a person in two roles has the smaller one": [("max(role_weight)", "min(role_weight)")],
    "a refund takes back from those who touched last": [
        ("coalesce(goals.refunded_goal_key, goals.goal_key)", "goals.goal_key"),
        ("where refunded_goal_key is null", "where true"),
    ],
    "a goal that nobody touched is left out": [
        ("select * from untouched", "select * from untouched where false")
    ],
    "every credit is rounded for itself": [
        ("goals.goal_key = remainders.goal_key", "goals.goal_key = remainders.goal_key and false")
    ],
    "a removed channel is walked through": [
        ("transitions.next_channel_number != walk.removed_number", "true")
    ],
    "journeys without a goal teach nothing": [
        ("where reached.holder_key is null", "where reached.holder_key is null and false")
    ],
    "a chain of order 2 forgets the channel before": [(STATE, "'' as channel_before")],
    "a channel's Shapley share goes to each of its touches": [
        ("1.0 / journeys.touches_of_channel", "1.0")
    ],
    "a conversion counts whole for each channel of its journey": [
        ("1.0 / count(*) over (", "1.0 + 0 * count(*) over (")
    ],
}


def loosely(words: str) -> re.Pattern[str]:
    """The words, however they are broken into lines."""
    return re.compile(r"\s+".join(re.escape(word) for word in words.split()))


def mutated(steps: list[Step], changes: list[tuple[str, str]]) -> list[Step]:
    for old, new in changes:
        pattern = loosely(old)
        assert any(pattern.search(step.sql) for step in steps), f"no model says: {old}"
        steps = [replace(step, sql=pattern.sub(lambda _, new=new: new, step.sql)) for step in steps]
    return steps


@pytest.fixture(scope="module")
def expected() -> Expected:
    return ledger(WORLD, PLAYERS)


def test_the_ledger_as_it_is_agrees_with_the_oracle(
    ledger_lab: Laboratory, expected: Expected
) -> None:
    found = ask(ledger_lab, WORLD)
    assert effects_disagreements(ledger_lab, WORLD) == []
    assert disagreements(WORLD, found, expected) == []


@pytest.mark.parametrize("fault", MUTANTS)
def test_the_oracle_catches_that(ledger_lab: Laboratory, expected: Expected, fault: str) -> None:
    program = ledger_lab.program
    broken = Laboratory(replace(program, steps=mutated(program.steps, MUTANTS[fault])))
    noticed = disagreements(WORLD, ask(broken, WORLD), expected)
    noticed += effects_disagreements(broken, WORLD)
    assert noticed, f"nobody noticed that {fault}"
