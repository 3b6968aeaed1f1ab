"""What must hold of the ledger whatever its input, and what may not change when its input does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from attribution_harness import EFFECTS, Laboratory
from attribution_oracle import LOOKBACKS, MODELS, Goal, Touch, World
from attribution_worlds import DAY, INSTANT, START, Found, ask, fixed_world, worlds
from hypothesis import HealthCheck, Phase, given, settings

FEW = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ACCOUNT = {
    model["attribution_model"]: model for model in MODELS if model["attribution_scope"] == "account"
}


def shares(found: Found, model: str, scope: str = "account") -> list[float]:
    """The weights of a world of one goal, by the key of the touch."""
    return [float(row[4]) for row in found if (row[2], row[3]) == (model, scope)]


def won(*days: float) -> World:
    """A deal of one company, with one e-mail touch so many days before it each."""
    touches = [Touch(f"t{n}", START - day * DAY, account="a") for n, day in enumerate(days)]
    moments = {"lead_at": START - DAY, "opportunity_at": START, "closed_at": START}
    return World(touches, [Goal("g", START, account="a", **moments)])


@FEW
@given(worlds())
def test_the_order_of_the_input_changes_nothing(ledger_lab: Laboratory, world: World) -> None:
    first = ask(ledger_lab, world)
    shuffled = World(
        Random(1).sample(world.touches, len(world.touches)),
        Random(2).sample(world.goals, len(world.goals)),
        Random(3).sample(world.contacts, len(world.contacts)),
    )
    assert ask(ledger_lab, shuffled) == first


def test_late_rows_change_the_past_as_if_they_had_been_there(ledger_lab: Laboratory) -> None:
    world = fixed_world()
    at_once = ask(ledger_lab, world)
    half = World(world.touches[::2], [goal for goal in world.goals if not goal.refunded])
    assert ask(ledger_lab, half) != at_once
    assert ask(ledger_lab, world) == at_once


@pytest.mark.parametrize(
    "outside",
    [
        lambda goal: goal.at + INSTANT,
        lambda goal: goal.at - timedelta(days=int(LOOKBACKS["lead"])) - INSTANT,
    ],
)
def test_a_touch_outside_the_window_changes_no_rule(
    ledger_lab: Laboratory, outside: Callable[[Goal], object]
) -> None:
    world = won(30, 3, 0)
    goal = replace(world.goals[0], kind="lead")
    late = Touch("late", outside(goal), "Referral", "a")  # type: ignore[arg-type]
    before = ask(ledger_lab, World(world.touches, [goal]))
    assert ask(ledger_lab, World([*world.touches, late], [goal])) == before


def test_a_touch_that_is_alone_has_the_whole_goal(ledger_lab: Laboratory) -> None:
    found = ask(ledger_lab, won(3))
    for model in ACCOUNT:
        assert shares(found, model) == [1], model


def test_a_journey_that_reads_the_same_backwards_is_credited_so(ledger_lab: Laboratory) -> None:
    found = ask(ledger_lab, won(4, 3, 2, 1, 0))
    for model in ("linear", "position", "shapley"):
        weights = shares(found, model)
        assert weights == pytest.approx(weights[::-1], abs=1e-15), model


def test_decay_grows_with_time(ledger_lab: Laboratory) -> None:
    found = ask(ledger_lab, won(90, 31, 30, 7, 0))
    for model in ("time_decay_7d", "time_decay_30d", "position_decay"):
        weights = shares(found, model)
        assert weights == sorted(weights), model
        assert weights[0] < weights[-1], model


@pytest.mark.parametrize(("half_life", "like"), [(900_000, "linear"), (0.001, "last")])
def test_decay_ends_at_linear_and_at_last(
    ledger_lab: Laboratory, half_life: float, like: str
) -> None:
    laboratory = Laboratory(ledger_lab.program)
    laboratory.connection.execute(
        "update seeds.attribution_models set half_life_days = ? where kind = 'time_decay'",
        [half_life],
    )
    laboratory.run([step for step in laboratory.program.steps if step.is_constant])
    found = ask(laboratory, won(9, 5, 1))
    expected = shares(found, "linear") if like == "linear" else [1]
    assert shares(found, "time_decay_7d") == pytest.approx(expected, abs=1e-4)


@FEW
@given(worlds())
def test_data_driven_effects_keep_to_their_bounds(ledger_lab: Laboratory, world: World) -> None:
    """Removal effects are probabilities, and Shapley values share all conversions out."""
    ask(ledger_lab, world)
    rows = ledger_lab.rows(
        "select goal_type, attribution_scope, attribution_model, effect, effect_share"
        f" from core.{EFFECTS}"
    )
    for kind, scope, model, effect, share in rows:
        assert 0 <= share <= 1
        if model.startswith("markov"):
            assert -1e-12 <= effect <= 1 + 1e-12, (kind, scope, model)
    touched = ledger_lab.rows(
        "select goal_type, count(distinct goal_key) from core.fct_attribution"
        " inner join core.fct_goals using (goal_key)"
        " where attribution_model = 'shapley' and touchpoint_key != '(no touch)'"
        " and refunded_goal_key is null group by goal_type"
    )
    for kind, conversions in touched:
        values = [row[3] for row in rows if (row[0], row[2]) == (kind, "shapley")]
        assert sum(values) == pytest.approx(conversions, abs=1e-9)
