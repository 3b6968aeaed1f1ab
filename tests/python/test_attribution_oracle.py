"""The ledger against a second opinion in plain Python, on worlds that Hypothesis makes.

They force what goes wrong in attribution: touches at one instant, at the goal and a microsecond
beside it, at the edge of the lookback, several goals and deals of one company, people without a
company or with one that is not the deal's, roles, refunds, touches that may not count or belong to
a deal, journeys of direct visits alone, goals without a time, a value or a touch.
"""

from __future__ import annotations

from attribution_harness import Laboratory
from attribution_oracle import MODELS, SCOPES, World
from attribution_worlds import ask, disagreements, effects_disagreements, worlds
from hypothesis import HealthCheck, Phase, given, settings

# Worlds are small as they come, and shrinking one takes minutes of SQL.
THOROUGH = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_the_oracle_knows_every_model_and_scope_of_the_seeds() -> None:
    kinds = {model["kind"] for model in MODELS}
    assert kinds <= {
        *("milestone", "linear", "time_decay", "position_decay", "weighted"),
        *("markov", "shapley_total", "shapley_rate"),
    }
    assert {model["attribution_scope"] for model in MODELS} == SCOPES.keys()


@settings(THOROUGH, max_examples=300)
@given(worlds())
def test_the_ledger_agrees_with_the_definitions(ledger_lab: Laboratory, world: World) -> None:
    found = ask(ledger_lab, world)
    assert effects_disagreements(ledger_lab, world) == []
    assert disagreements(world, found) == []
