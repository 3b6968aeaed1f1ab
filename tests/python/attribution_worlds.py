"""Worlds for the ledger: drawn by Hypothesis, or fixed; and how a warehouse is asked about one."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from attribution_harness import CONTACTS, EFFECTS, GOALS, IDENTIFIERS, SETTINGS, TOUCHES, Laboratory
from attribution_oracle import Contact, Goal, Touch, World, channel_effects, ledger
from hypothesis import strategies as st

START = datetime(2026, 1, 10, 12)
INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)

PLAYERS = int(str(SETTINGS["shapley_players"]))

Expected = dict[tuple[str, str, str, str], float]
Found = list[tuple[str, str, str, str, Decimal, Decimal]]


def settle(laboratory: Laboratory, world: World) -> None:
    """Make the world the warehouse's inputs."""
    laboratory.put(
        TOUCHES,
        [
            {
                "touchpoint_key": touch.key,
                "touched_at": touch.at,
                "channel": touch.channel,
                "account_key": touch.account,
                "person_key": touch.person,
                "opportunity_key": touch.deal,
                "side": touch.side,
                "weight_class": touch.weight_class,
                "touch_priority": touch.priority,
                "is_creditable": touch.creditable,
            }
            for touch in world.touches
        ],
    )
    laboratory.put(
        GOALS,
        [
            {
                "goal_key": goal.key,
                "goal_type": goal.kind,
                "reached_at": goal.at,
                "account_key": goal.account,
                "person_key": goal.person,
                "opportunity_key": goal.deal,
                "refunded_goal_key": goal.refunded,
                "lead_at": goal.lead_at,
                "opportunity_at": goal.opportunity_at,
                "closed_at": goal.closed_at,
                "goal_value": goal.value,
            }
            for goal in world.goals
        ],
    )
    # two records of the CRM may be one person: the role counts once, for the person
    people = {f"crm:{n}": contact for n, contact in enumerate(world.contacts)}
    laboratory.put(
        CONTACTS,
        [
            {"opportunity_key": c.deal, "contact_key": key, "contact_role": c.role}
            for key, c in people.items()
        ],
    )
    laboratory.put(
        IDENTIFIERS,
        [
            {"identifier": f"contact:{key}", "person_key": contact.person}
            for key, contact in people.items()
        ],
    )


def ask(laboratory: Laboratory, world: World) -> Found:
    """The ledger of a world."""
    settle(laboratory, world)
    laboratory.run()
    return laboratory.rows(
        "select goal_key, touchpoint_key, attribution_model, attribution_scope, weight,"
        " credit_amount from core.fct_attribution order by all"
    )


def disagreements(world: World, found: Found, expected: Expected | None = None) -> list[str]:
    """What the oracle would have otherwise, in words."""
    if expected is None:
        expected = ledger(world, PLAYERS)
    values = {goal.key: goal.value for goal in world.goals}
    said: list[str] = []
    got: dict[tuple[str, str, str, str], float] = {}
    sums: dict[tuple[str, str, str], list[Decimal]] = {}
    for goal, touch, model, scope, weight, credit in found:
        key = (goal, touch, model, scope)
        if key in got:
            said.append(f"{key} twice")
        if weight is None or not 0 < weight <= 1 or credit is None:
            said.append(f"{key} weighs {weight}, credited {credit}")
            continue
        got[key] = float(weight)
        sums.setdefault((goal, model, scope), []).append(credit)
        if abs(float(credit) - float(weight) * float(values[goal])) > 2e-6 + 1e-9 * abs(
            float(values[goal])
        ):
            said.append(f"{key} weighs {weight} of {values[goal]}, credited {credit}")
    for key in sorted(got.keys() | expected.keys()):
        if abs(got.get(key, 0) - expected.get(key, 0)) > 1e-9:
            said.append(f"{key} weighs {got.get(key)}, not {expected.get(key)}")
    for (goal, model, scope), credits in sums.items():
        if sum(credits) != values[goal]:
            said.append(f"{goal} {model} {scope} adds up to {sum(credits)}, not {values[goal]}")
    return said


def effects_disagreements(laboratory: Laboratory, world: World) -> list[str]:
    """The same of what channels do, as the data-driven models learn it."""
    found = {
        (model, scope, kind, channel): (effect, share, low, high)
        for model, scope, kind, channel, effect, share, low, high in laboratory.rows(
            "select attribution_model, attribution_scope, goal_type, channel, effect,"
            f" effect_share, low_share, high_share from core.{EFFECTS}"
        )
    }
    learnt = channel_effects(world, PLAYERS)
    expected = {
        (*key, channel): e for key, all_of in learnt.items() for channel, e in all_of.items()
    }
    said = [f"{key} is only here or there" for key in found.keys() ^ expected.keys()]
    for key in found.keys() & expected.keys():
        effect, share, low, high = found[key]
        if abs(effect - expected[key]) > 1e-9:
            said.append(f"{key} has effect {effect}, not {expected[key]}")
        everything = sum(max(e, 0) for other, e in expected.items() if other[:3] == key[:3])
        wanted = max(expected[key], 0) / everything if everything else 0
        if abs(share - wanted) > 1e-9:
            said.append(f"{key} has share {share}, not {wanted}")
        if low is not None and not 0 <= low <= high <= 1:
            said.append(f"{key} has the interval {low} to {high}")
    return said


# Whole days and the microseconds beside them; 90 and 365 are lookbacks of the seed.
moments = st.sampled_from([-366, -365, -90, -90, -30, -7, -1, 0, 0, 0, 3]).flatmap(
    lambda day: st.sampled_from([-INSTANT, timedelta(0), timedelta(0), INSTANT]).map(
        lambda nudge: START + day * DAY + nudge
    )
)
accounts = st.sampled_from([None, "A", "A", "A", "B"])
people = st.sampled_from([None, "p", "p", "q", "r"])
deals = st.sampled_from([None, None, "d", "e"])
channels = st.sampled_from(
    ["Direct", "Direct", "Paid Search", "Email", "Outbound Call", "Organic Search"]
)
touches = st.lists(
    st.tuples(
        moments,
        channels,
        accounts,
        people,
        deals,
        st.sampled_from(["marketing", "marketing", "sales", "partner"]),
        st.sampled_from(["glance", "answer", "hour", "proof"]),
        st.integers(1, 2),
        st.sampled_from([True, True, True, True, False]),
    ),
    max_size=10,
)
goal_times = st.none() | moments | moments | moments
goals = st.lists(
    st.tuples(
        moments | moments | moments | st.none(),
        st.sampled_from(["won", "won", "won", "lead", "opportunity_created", "unlisted"]),
        accounts,
        people,
        deals,
        st.decimals(0, 10**7, places=2) | st.just(Decimal("0.000001")) | st.just(Decimal(0)),
        goal_times,
        goal_times,
        goal_times,
    ),
    min_size=1,
    max_size=4,
)
contacts = st.lists(
    st.tuples(
        st.sampled_from(["d", "d", "e"]),
        st.sampled_from(["p", "q", "r", "s"]),
        st.sampled_from([None, "Champion", " economic buyer ", "End User", "friend", "blocker"]),
    ),
    max_size=4,
)
refunds = st.lists(
    st.tuples(st.integers(0, 3), moments, st.decimals(-(10**6), Decimal("-0.01"), places=2)),
    max_size=2,
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    made = [Goal(f"g{n}", *facts) for n, facts in enumerate(draw(goals))]
    back = [
        Goal(
            f"r{n}",
            at,
            "refund",
            made[place % len(made)].account,
            value=value,
            refunded=made[place % len(made)].key,
        )
        for n, (place, at, value) in enumerate(draw(refunds))
    ]
    return World(
        [Touch(f"t{n}", *facts) for n, facts in enumerate(draw(touches))],
        made + back,
        [Contact(*facts) for facts in draw(contacts)],
    )


def fixed_world() -> World:
    """One world with every edge in it, the same at every run: 40 companies made by chance, and one
    company for each thing that chance may miss."""
    chance = Random(5)
    touches: list[Touch] = []
    goals: list[Goal] = []
    contacts: list[Contact] = []
    some_days = [-366, -365, -90, -45, -20, -9, -3, -1, 0]
    for number in range(40):
        account, deals = f"c{number}", [f"c{number} d", f"c{number} e"]
        persons = [f"c{number} {letter}" for letter in "pqr"]
        for place in range(chance.randint(0, 8)):
            touches.append(
                Touch(
                    f"c{number} t{place}",
                    START + chance.choice(some_days) * DAY + chance.choice([-1, 0, 0, 1]) * INSTANT,
                    chance.choice(["Direct", "Paid Search", "Email", "Outbound Call", "Referral"]),
                    chance.choice([account, account, account, None]),
                    chance.choice([*persons, None]),
                    chance.choice([None, None, None, *deals]),
                    chance.choice(["marketing", "marketing", "sales"]),
                    chance.choice(["glance", "answer", "hour", "proof"]),
                    chance.randint(1, 2),
                    chance.random() < 0.9,
                )
            )
        for place, kind in enumerate(chance.sample(["won", "lead", "opportunity_created"], 2)):
            if number % 4 == 3:
                break  # the journeys that never reach a goal
            goals.append(
                Goal(
                    f"c{number} g{place}",
                    START,
                    kind,
                    chance.choice([account, account, account, None]),
                    chance.choice([*persons, None]),
                    deals[place],
                    Decimal(chance.randint(0, 10**6)) / 7 // Decimal("0.01") / 100,
                    START - 45 * DAY,
                    START - chance.choice([20, 9]) * DAY,
                    START,
                )
            )
        for person in persons:
            role = chance.choice([None, "Champion", "economic buyer", "end user"])
            contacts.append(Contact(chance.choice(deals), person, role))

    def company(name: str, *days: float, **facts: str) -> Goal:
        """A company with an e-mail touch so many days before its won deal of 100."""
        touches.extend(
            Touch(f"{name} t{n}", START - day * DAY, account=name, person=f"{name} p")
            for n, day in enumerate(days)
        )
        return Goal(
            f"{name} won", START, account=name, person=f"{name} p", value=Decimal(100), **facts
        )

    refunded = company("refunded", 9, 3)
    later = START + 30 * DAY
    touches.append(Touch("refunded late", START + DAY, "Referral", "refunded"))
    refund = Goal(
        "refund", later, "refund", "refunded", value=Decimal(-40), refunded="refunded won"
    )
    evening = company("evening", 3)
    touches.append(Touch("evening late", START + DAY / 4, "Referral", "evening"))
    goals += [refunded, refund, evening, company("thirds", 9, 3, 1), company("nobody")]
    # a person in two roles, and a deal of no company whose contacts are two
    contacts += [
        Contact("roles d", "roles p", "end user"),
        Contact("roles d", "roles p", "champion"),
    ]
    contacts += [Contact("roles d", "roles q", "economic buyer"), Contact("lone d", "lone q")]
    touches.append(Touch("roles q", START - DAY, account="roles", person="roles q"))
    goals.append(company("roles", 9, 3, deal="roles d"))
    for person in ("lone p", "lone q"):
        touches.append(Touch(person, START - DAY, "Referral", person=person))
    goals.append(Goal("lone", START, person="lone p", deal="lone d", value=Decimal(7)))
    # touches at one instant: the kind says which was first, then the key
    for name, priorities in (("kinds", (2, 1)), ("keys", (1, 1))):
        for letter, priority in zip("ab", priorities, strict=True):
            key = f"{name} {letter}"
            touches.append(Touch(key, START - DAY, account=name, priority=priority))
        goals.append(Goal(name, START, account=name, value=Decimal(10)))
    # visits that left no trace of their origin, alone
    touches += [Touch(f"direct {n}", START - n * DAY, "Direct", "direct") for n in (1, 2)]
    goals.append(Goal("direct", START, account="direct", value=Decimal(10)))
    return World(touches, goals, contacts)
