"""A second opinion on the ledger: definitions.md in plain Python, no SQL, nothing shared.

It reads the same seeds as the project, with the csv module, and knows the rules by heart. It is
slow and says what it means: Shapley values come from every order of the channels, removal effects
from the solution of the chain.
"""

from __future__ import annotations

import csv
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

SEEDS = Path(__file__).parents[2] / "seeds"
MILESTONES = ("first", "lead", "opportunity", "close", "last")
DATA_DRIVEN = ("markov", "shapley_total", "shapley_rate")


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


MODELS = seed("attribution_models")
SCOPES = {row["attribution_scope"]: row for row in seed("attribution_scopes")}
ROLE_WEIGHTS = {row["role_name"]: Fraction(row["role_weight"]) for row in seed("contact_roles")}
CLASS_WEIGHTS = {row["weight_class"]: Fraction(row["weight"]) for row in seed("weight_classes")}
LOOKBACKS = {row["goal_type"]: row["lookback_days"] for row in seed("goal_types")}
PAID = {row["channel"] for row in seed("channels") if row["is_paid"] == "true"}


@dataclass(frozen=True)
class Touch:
    key: str
    at: datetime
    channel: str = "Email"
    account: str | None = None
    person: str | None = None
    deal: str | None = None
    side: str = "marketing"
    weight_class: str = "glance"
    priority: int = 1
    creditable: bool = True

    @property
    def holder(self) -> str | None:
        """Whose path it lies on: the company's, or that of a person who has none."""
        if self.account is not None:
            return f"account {self.account}"
        return None if self.person is None else f"person {self.person}"


@dataclass(frozen=True)
class Goal:
    key: str
    at: datetime | None
    kind: str = "won"
    account: str | None = None
    person: str | None = None
    deal: str | None = None
    value: Decimal = Decimal(0)
    lead_at: datetime | None = None
    opportunity_at: datetime | None = None
    closed_at: datetime | None = None
    refunded: str | None = None

    @property
    def holder(self) -> str | None:
        if self.account is not None:
            return f"account {self.account}"
        return None if self.person is None else f"person {self.person}"


@dataclass(frozen=True)
class Contact:
    """A person in a role on a deal, as the CRM knows both."""

    deal: str
    person: str
    role: str | None = None


@dataclass(frozen=True)
class World:
    touches: list[Touch] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


def in_order(touches: Sequence[Touch]) -> list[Touch]:
    return sorted(touches, key=lambda touch: (touch.at, touch.priority, touch.key))


def roles(world: World, goal: Goal) -> dict[str, Fraction]:
    """The people of a goal and what their touches weigh in a buying group."""
    found: dict[str, list[Fraction]] = defaultdict(list)
    for contact in world.contacts:
        if goal.deal is not None and contact.deal == goal.deal:
            word = (contact.role or "").strip().lower()
            found[contact.person].append(ROLE_WEIGHTS.get(word, Fraction(1)))
    weights = {person: max(listed) for person, listed in found.items()}
    if goal.person is not None:
        weights.setdefault(goal.person, Fraction(1))
    return weights


def journey(world: World, goal: Goal, scope: str, wanted: str = "all") -> list[Touch]:
    """The touches that count for a goal, in order."""
    people, side = SCOPES[scope]["people"], SCOPES[scope]["side"]
    contacts = roles(world, goal)
    days = LOOKBACKS.get(goal.kind)
    found = []
    for touch in world.touches:
        if people == "account":
            if goal.account is not None:
                ours = touch.account == goal.account
            else:
                ours = goal.person is not None and touch.person == goal.person
        elif people == "primary_contact":
            ours = goal.person is not None and touch.person == goal.person
        else:
            ours = touch.person in contacts
        in_time = (
            goal.at is not None
            and touch.at <= goal.at
            and (not days or touch.at >= goal.at - timedelta(days=int(days)))
        )
        of_another_deal = goal.deal and touch.deal and goal.deal != touch.deal
        of_this_side = not side or touch.side == side
        if touch.creditable and ours and in_time and of_this_side and not of_another_deal:
            found.append(touch)
    preferred = found
    if wanted == "non_direct":
        preferred = [touch for touch in found if touch.channel != "Direct"]
    elif wanted == "paid":
        preferred = [touch for touch in found if touch.channel in PAID]
    return in_order(preferred or found)


def milestone_claims(
    model: dict[str, str], goal: Goal, touches: Sequence[Touch]
) -> list[Fraction | float]:
    alphas = {name: Fraction(model[f"{name}_weight"]) for name in MILESTONES}
    times = {"lead": goal.lead_at, "opportunity": goal.opportunity_at, "close": goal.closed_at}
    held: list[Fraction] = [Fraction(0)] * len(touches)
    held[0] += alphas["first"]
    held[-1] += alphas["last"]
    for name, time in times.items():
        before = [n for n, touch in enumerate(touches) if time is not None and touch.at <= time]
        if before:
            held[before[-1]] += alphas[name]
    milestones, present = sum(alphas.values()), sum(held)
    middles = held.count(Fraction(0))
    if not present:
        return [Fraction(1, len(touches))] * len(touches)
    if not middles:
        return [claim / present for claim in held]
    each = (1 - milestones) / middles
    return [claim * milestones / present if claim else each for claim in held]


def relative_claims(
    model: dict[str, str], goal: Goal, touches: Sequence[Touch], effects: dict[str, float]
) -> list[Fraction | float]:
    count = len(touches)
    match model["kind"]:
        case "linear":
            return [Fraction(1)] * count
        case "time_decay":
            assert goal.at is not None
            nearest = goal.at - touches[-1].at
            ages = [(goal.at - touch.at - nearest) / timedelta(days=1) for touch in touches]
            return [2 ** (-age / float(model["half_life_days"])) for age in ages]
        case "position_decay":
            return [Fraction(1, 2 ** (count - 1 - place)) for place in range(count)]
        case "weighted":
            return [CLASS_WEIGHTS[touch.weight_class] for touch in touches]
        case "shapley_total":
            seen = Counter(touch.channel for touch in touches)
            return [Fraction(1, seen[touch.channel]) for touch in touches]
        case "markov" | "shapley_rate":
            return [max(effects.get(touch.channel, 0), 0) for touch in touches]
    raise AssertionError(f"the oracle knows no model of kind {model['kind']}")


def weights(
    world: World,
    goal: Goal,
    model: dict[str, str],
    touches: Sequence[Touch],
    effects: dict[str, float],
) -> list[float]:
    """The share of each touch of a journey."""
    if model["kind"] == "milestone":
        claims = milestone_claims(model, goal, touches)
    else:
        claims = relative_claims(model, goal, touches, effects)
        if not any(claims):
            claims = [Fraction(1)] * len(touches)
    if SCOPES[model["attribution_scope"]]["people"] == "buying_group":
        known = roles(world, goal)
        claims = [c * known[t.person or ""] for c, t in zip(claims, touches, strict=True)]
    total = sum(claims)
    return [float(claim / total) for claim in claims]


def ledger(world: World, players: int) -> dict[tuple[str, str, str, str], float]:
    """(goal, touch, model, scope) -> weight, of all that get one."""
    effects = channel_effects(world, players)
    by_key = {goal.key: goal for goal in world.goals}
    expected: dict[tuple[str, str, str, str], float] = {}
    for goal in world.goals:
        source = goal if goal.refunded is None else by_key[goal.refunded]
        for model in MODELS:
            name, scope = model["attribution_model"], model["attribution_scope"]
            touches = journey(world, source, scope, model["touches"])
            if not touches:
                expected[goal.key, "(no touch)", name, scope] = 1.0
                continue
            learnt = effects.get((name, scope, source.kind), {})
            shares = weights(world, source, model, touches, learnt)
            for touch, weight in zip(touches, shares, strict=True):
                if weight:
                    expected[goal.key, touch.key, name, scope] = weight
    return expected


Path_ = tuple[str, ...]


def paths(world: World, scope: str, kind: str) -> tuple[list[Path_], list[Path_]]:
    """The channels of the journeys that reached a kind of goal, and of those who never did."""
    goals = [goal for goal in world.goals if goal.refunded is None]
    converting = [journey(world, goal, scope) for goal in goals if goal.kind == kind]
    reached = {goal.holder for goal in goals if goal.kind == kind}
    side = SCOPES[scope]["side"]
    wandering: dict[str, list[Touch]] = defaultdict(list)
    for touch in world.touches:
        holder = touch.holder
        of_this_side = not side or touch.side == side
        if touch.creditable and of_this_side and holder is not None and holder not in reached:
            wandering[holder].append(touch)
    return (
        [tuple(touch.channel for touch in touches) for touches in converting if touches],
        [tuple(touch.channel for touch in in_order(touches)) for touches in wandering.values()],
    )


def channel_effects(world: World, players: int) -> dict[tuple[str, str, str], dict[str, float]]:
    """(model, scope, kind of goal) -> channel -> effect."""
    kinds = {goal.kind for goal in world.goals if goal.refunded is None}
    found = {}
    for model in MODELS:
        if model["kind"] not in DATA_DRIVEN:
            continue
        name, scope = model["attribution_model"], model["attribution_scope"]
        for kind in kinds:
            converting, null = paths(world, scope, kind)
            if model["kind"] == "markov":
                effects = removal_effects(converting, null, int(model["markov_order"]))
            elif model["kind"] == "shapley_total":
                effects = total_values(converting)
            else:
                effects = rate_values(converting, null, players)
            found[name, scope, kind] = effects
    return found


Steps = Counter[tuple[Path_, Path_ | str]]


def steps_taken(converting: Sequence[Path_], null: Sequence[Path_], order: int) -> Steps:
    """How often one state, the last `order` channels, led to another or to an end."""
    counts: Steps = Counter()
    for listed, end in ((converting, "(conversion)"), (null, "(null)")):
        for path in listed:
            state: Path_ = ("(start)",) * order
            for channel in path:
                after = (*state[1:], channel)
                counts[state, after] += 1
                state = after
            counts[state, end] += 1
    return counts


def conversion_rate(counts: Steps, order: int, removed: str | None = None) -> float:
    """P(start -> conversion) by solving the chain; what enters a removed channel ends there."""
    states = sorted({state for state, _ in counts})
    if not states:
        return 0.0
    index = {state: place for place, state in enumerate(states)}
    steps, ends = np.zeros((len(states), len(states))), np.zeros(len(states))
    totals: Counter[Path_] = Counter()
    for (state, _), count in counts.items():
        totals[state] += count
    for (state, after), count in counts.items():
        if after == "(conversion)":
            ends[index[state]] += count / totals[state]
        elif isinstance(after, tuple) and removed not in after:
            steps[index[state], index[after]] += count / totals[state]
    solved = np.linalg.solve(np.eye(len(states)) - steps, ends)
    return float(solved[index[("(start)",) * order]])


def removal_effects(
    converting: Sequence[Path_], null: Sequence[Path_], order: int
) -> dict[str, float]:
    counts = steps_taken(converting, null, order)
    channels = {channel for path in [*converting, *null] for channel in path}
    if not converting:
        return dict.fromkeys(channels, 0.0)
    complete = conversion_rate(counts, order)
    return {c: 1 - conversion_rate(counts, order, c) / complete for c in channels}


def shapley(
    players: Sequence[str], worth: Callable[[frozenset[str]], Fraction]
) -> dict[str, Fraction]:
    """What each player adds on average over every order in which they can arrive."""
    remembered = cache(worth)
    values = dict.fromkeys(players, Fraction(0))
    orders = list(itertools.permutations(players))
    for order in orders:
        there: frozenset[str] = frozenset()
        for player in order:
            values[player] += remembered(there | {player}) - remembered(there)
            there |= {player}
    return {player: value / len(orders) for player, value in values.items()}


def total_values(converting: Sequence[Path_]) -> dict[str, float]:
    sets = [frozenset(path) for path in converting]
    players = sorted(frozenset().union(*sets))
    values = shapley(players, lambda there: Fraction(sum(met <= there for met in sets)))
    return {channel: float(value) for channel, value in values.items()}


def rate_values(
    converting: Sequence[Path_], null: Sequence[Path_], players: int
) -> dict[str, float]:
    """The game of conversion rates; all but the commonest channels are one player."""
    met = [frozenset(path) for path in [*converting, *null]]
    seen = Counter(channel for channels in met for channel in channels)
    ranked = sorted(seen, key=lambda channel: (-seen[channel], channel))
    alone, rest = ranked[: players - 1], ranked[players - 1 :]
    stands_for = dict.fromkeys(rest, "the rest") | {channel: channel for channel in alone}
    won = [frozenset(stands_for[c] for c in path) for path in converting]
    lost = [frozenset(stands_for[c] for c in path) for path in null]

    def rate(there: frozenset[str]) -> Fraction:
        conversions = sum(group <= there for group in won)
        journeys = conversions + sum(group <= there for group in lost)
        return Fraction(conversions, journeys) if journeys else Fraction(0)

    values = shapley(sorted(set(stands_for.values())), rate)
    return {
        channel: float(values[player] / (len(rest) if player == "the rest" else 1))
        for channel, player in stands_for.items()
    }
