"""What was reported at the end of a month stays as it was, and every difference has a cause.

One small company, kept in spreadsheets: two months are closed, then everything that can happen to a
deal happens to one deal each. Expected numbers are worked out by hand, by the model `linear`.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.cli.main import dbtRunner
from stubs import a_night

from scripts.build import Build, Built, Order, dbt_build, let_go
from scripts.home import PROJECT, Failed, Home, Refused
from scripts.publish import go_back
from scripts.refresh import Night, refresh
from scripts.reported import Before, changed_rows

FROZEN = ("attribution", "goals", "touchpoints", "attribution_rules")

# deal: company, value, close date, touches as (type, channel, day)
EMAIL, EVENT, MAIL = (
    ("email_click", "Email", "2026-01-05"),
    ("event_attendance", "Event", "2026-01-20"),
    ("direct_mail", "Direct Mail", "2026-01-25"),
)
PARTNER = ("partner_visit", "Partner", "2026-02-01")
THEN: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {
    "still": ("120", "2026-01-31", [EMAIL, EVENT]),
    "late": ("900", "2026-02-10", [EMAIL, EVENT]),
    "merged": ("400", "2026-02-10", [EMAIL]),
    "dearer": ("600", "2026-02-10", [EMAIL, EVENT]),
    "both": ("900", "2026-02-10", [EMAIL, EVENT]),
    "gone": ("500", "2026-02-10", [EMAIL]),
    "unheld": ("300", "2026-02-10", [EMAIL, EVENT]),
    "posted": ("200", "2026-02-10", [EMAIL, MAIL]),
    "moved": ("100", "2026-02-10", [EMAIL]),
    "kept": ("77", "2026-02-28", []),
}
NOW = {
    **{deal: facts for deal, facts in THEN.items() if deal != "gone"},
    "late": ("900", "2026-02-10", [EMAIL, EVENT, PARTNER]),
    "dearer": ("800", "2026-02-10", [EMAIL, EVENT]),
    "both": ("1200", "2026-02-10", [EMAIL, EVENT, PARTNER]),
    "unheld": ("300", "2026-02-10", [EMAIL]),
    "moved": ("100", "2026-03-05", [EMAIL]),
    "added": ("50", "2026-01-15", []),
}
# deal, channel, cause: weight and credit gained since, by hand
BY_HAND = {
    ("late", "Email", "late_touch"): "-150",  # 450 is 300 now
    ("late", "Event", "late_touch"): "-150",
    ("late", "Partner", "late_touch"): "300",
    ("merged", "Email", "identity_merge"): "-200",  # a stranger's visit to the fair was theirs
    ("merged", "Event", "identity_merge"): "200",
    ("dearer", "Email", "amount_change"): "100",  # half of 200 more
    ("dearer", "Event", "amount_change"): "100",
    ("both", "Email", "amount_change"): "150",  # half of 300 more, then 1200 / 3 instead of / 2
    ("both", "Event", "amount_change"): "150",
    ("both", "Email", "late_touch"): "-200",
    ("both", "Event", "late_touch"): "-200",
    ("both", "Partner", "late_touch"): "400",
    ("gone", "Email", "deletion"): "-500",
    ("unheld", "Email", "deletion"): "150",
    ("unheld", "Event", "deletion"): "-150",
    ("posted", "Email", "rule_change"): "100",  # direct mail earns no credit any more
    ("posted", "Direct Mail", "rule_change"): "-100",
    ("moved", "Email", "goal_moved"): "-100",
    ("added", "(no touch)", "goal_added"): "50",
}


def write(path: Path, columns: str, rows: Iterable[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split(","))
        writer.writerows(rows)


def export(
    landing: Path, deals: dict[str, tuple[str, str, list[tuple[str, str, str]]]], merged: bool
) -> None:
    """The company's spreadsheets, with the stranger of the fair known by name or not."""
    files = landing / "files"
    names = sorted({*THEN, *NOW})
    write(
        files / "accounts.csv",
        "account_id,account_name,created_at",
        [(f"a-{name}", f"{name} Ltd", "2025-01-01T00:00:00Z") for name in names],
    )
    contacts = [(f"p-{name}", f"a-{name}", f"{name}@{name}.example") for name in names]
    if merged:
        contacts.append(("p-stranger", "a-merged", "stranger@elsewhere.example"))
    write(
        files / "contacts.csv",
        "contact_id,account_id,email,created_at",
        [(*contact, "2025-01-01T00:00:00Z") for contact in contacts],
    )
    write(
        files / "opportunities.csv",
        "opportunity_id,account_id,primary_contact_id,opportunity_name,source_stage,amount,"
        "currency_code,is_closed,is_won,close_date",
        [
            (name, f"a-{name}", f"p-{name}", name, "Closed Won", value, "USD", "true", "true", day)
            for name, (value, day, _) in deals.items()
        ],
    )
    write(
        files / "touchpoints.csv",
        "touchpoint_id,person_id,email,touch_type,channel,touched_at",
        [
            (f"{name}-{channel}", f"p-{name}", "", kind, channel, f"{day}T10:00:00Z")
            for name, (_, _, touches) in deals.items()
            for kind, channel, day in touches
        ]
        + [("fair", "", "stranger@elsewhere.example", "event_attendance", "Event", "2026-01-20")],
    )


@dataclass(frozen=True)
class History:
    """Three refreshes: February closed; everything changed; gone back, and March closed."""

    frozen: Path
    changed: Path
    after_rollback: Path


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory, parsed: Any, dbt: Build) -> History:
    folder = tmp_path_factory.mktemp("reported")
    landing, home = folder / "landing", Home(folder / "home")

    def whole(order: Order) -> Built:
        return dbt_build(replace(order, unit_tests=False, data_tests=False), parsed.deepcopy())

    def another(order: Order) -> Built:
        return dbt_build(replace(order, unit_tests=False, data_tests=False))

    def night(day: date, build: Build, project: Path = PROJECT) -> Path:
        refresh(Night(landing, home, day, progress=False, project=project), build)
        return home.database.resolve()

    export(landing, THEN, merged=False)
    frozen = night(date(2026, 3, 2), dbt)
    export(landing, NOW, merged=True)
    changed = night(date(2026, 3, 10), another, another_rule(folder / "project"))
    go_back(home)
    return History(frozen, changed, night(date(2026, 4, 2), whole))


def another_rule(project: Path) -> Path:
    """A copy of the project in which direct mail earns no credit."""
    for part in ("models", "macros", "seeds", "tests/generic", "tests/singular"):
        shutil.copytree(PROJECT / part, project / part)
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / part, project / part)
    seed = project / "seeds" / "touch_types.csv"
    text = seed.read_text(encoding="utf-8")
    changed = text.replace(",glance,,true,Something in the post", ",glance,,false,In the post")
    assert changed != text
    seed.write_text(changed, encoding="utf-8")
    return project


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as database:
        return database.execute(query).fetchall()


def reported(path: Path, frozen_by: str) -> dict[str, list[tuple[Any, ...]]]:
    """The frozen tables, as far as closings up to a day wrote them."""
    return {
        name: ask(
            path,
            f"select * from core.fct_{name}_as_reported where"
            f" {'known_date' if name == 'touchpoints' else 'frozen_date'} <= '{frozen_by}'"
            " order by all",
        )
        for name in FROZEN
    }


def test_the_first_refresh_freezes_every_month_that_is_over_as_it_is(history: History) -> None:
    ledger = ask(
        history.frozen,
        "select goal_key, touchpoint_key, attribution_model, attribution_scope, weight,"
        " credit_amount from core.fct_attribution order by all",
    )
    frozen = ask(
        history.frozen,
        "select goal_key, touchpoint_key, attribution_model, attribution_scope, weight,"
        " credit_amount from core.fct_attribution_as_reported order by all",
    )
    assert frozen == ledger
    assert ask(
        history.frozen,
        "select month_start_date, frozen_date, count(*), sum(goal_value)"
        " from core.fct_goals_as_reported group by all order by all",
    ) == [
        (date(2026, 1, 1), date(2026, 3, 2), 1, Decimal(120)),
        (date(2026, 2, 1), date(2026, 3, 2), 9, Decimal(3977)),
    ]
    assert ask(history.frozen, "select * from joint.joint__attribution_restatement") == []


def test_what_was_reported_stays_whatever_happens(history: History) -> None:
    then = reported(history.frozen, "2026-03-02")
    assert reported(history.changed, "2026-03-10") == then
    assert reported(history.after_rollback, "2026-03-10") == then


def test_every_difference_has_the_cause_and_the_size_worked_out_by_hand(history: History) -> None:
    found = ask(
        history.changed,
        """
        select split_part(goal_key, ':', -1), channel, cause, amount_difference
        from core.fct_attribution_restatements
        where attribution_model = 'linear' and attribution_scope = 'account' and goal_type = 'won'
        """,
    )
    assert {row[:3]: row[3] for row in found} == {
        key: Decimal(amount) for key, amount in BY_HAND.items()
    }
    assert len(found) == len(BY_HAND)


def test_the_restatement_adds_up_from_the_report_to_the_ledger(history: History) -> None:
    by_cause = dict(
        ask(
            history.changed,
            """
            select cause, sum(amount_difference) from joint.joint__attribution_restatement
            where attribution_model = 'linear' and attribution_scope = 'account'
                and goal_type = 'won' and month_start_date = '2026-02-01'
            group by all
            """,
        )
    )
    assert by_cause == {
        "(as reported)": 0,
        "late_touch": 0,  # what one channel wins, others lose
        "identity_merge": 0,
        "rule_change": 0,
        "amount_change": 500,
        "deletion": -500,
        "goal_moved": -100,
    }
    # 3977 were reported; deals of February are worth 100 less now, one moved out
    assert ask(
        history.changed,
        """
        select month_start_date, sum(reported_amount), sum(current_amount),
            round(sum(reported_goals), 9), round(sum(current_goals), 9)
        from joint.joint__attribution_restatement
        where attribution_model = 'linear' and attribution_scope = 'account' and goal_type = 'won'
        group by all order by all
        """,
    ) == [
        (date(2026, 1, 1), 120, 170, 1, 2),
        (date(2026, 2, 1), 3977, 3877, 9, 7),
    ]


def test_a_month_that_ends_is_frozen_next_to_what_was_reported(history: History) -> None:
    frozen = ask(
        history.after_rollback,
        "select month_start_date, frozen_date, split_part(goal_key, ':', -1)"
        " from core.fct_goals_as_reported where frozen_date > '2026-03-02'",
    )
    # the deal that moved is reported in both months, and what was added to January in none
    assert frozen == [(date(2026, 3, 1), date(2026, 4, 2), "moved")]
    causes = ask(
        history.after_rollback,
        "select distinct cause from core.fct_attribution_restatements"
        " where attribution_model = 'linear' and attribution_scope = 'account'",
    )
    # the rule is back, and the rolled-back generation's closings never were
    assert {cause for (cause,) in causes} == {key[2] for key in BY_HAND} - {"rule_change"}


# A project of one append-only table: what happens around the models, in a second or two each.

REPORTED_YML = """
models:
  - name: fct_orders_as_reported
    description: One row per order, as it first was.
    config: {meta: {append_only: true}}
    columns:
      - {name: order_id, description: Number., data_type: varchar}
      - {name: amount, description: Value., data_type: "decimal(18, 2)"}
"""
REPORTED = """
with before as ({{ rows_before('fct_orders_as_reported') }})
select order_id, amount from before
union all
select orders.order_id, orders.amount from {{ source('shop', 'orders') }} as orders
left join before on orders.order_id = before.order_id
where before.order_id is null
"""


@pytest.fixture
def shop(tmp_path: Path) -> Night:
    night = a_night(tmp_path)
    shutil.copy(PROJECT / "macros/rows_before.sql", night.project / "macros")
    core = night.project / "models" / "core"
    (core / "fct_orders_as_reported.yml").write_text(REPORTED_YML)
    (core / "fct_orders_as_reported.sql").write_text(REPORTED)
    return night


def orders(night: Night) -> list[tuple[Any, ...]]:
    return ask(night.home.database, "select * from core.fct_orders_as_reported order by all")


def take_in(night: Night, rows: str) -> None:
    (night.landing / "shop" / "orders.csv").write_text(f"order_id,amount\n{rows}")


def test_a_rollback_takes_what_was_reported_with_it(shop: Night) -> None:
    refresh(shop)
    take_in(shop, "1,99.00\n2,20.00\n3,30.00\n")
    refresh(shop)
    first = [("1", Decimal("10.50")), ("2", Decimal("20.00"))]
    assert orders(shop) == [*first, ("3", Decimal("30.00"))]
    go_back(shop.home)
    assert orders(shop) == first
    take_in(shop, "1,99.00\n2,20.00\n3,31.00\n")
    refresh(shop)
    assert orders(shop) == [*first, ("3", Decimal("31.00"))]


def test_a_generation_of_an_older_version_is_carried_on(shop: Night) -> None:
    model = shop.project / "models" / "core" / "fct_orders_as_reported.sql"
    contract = model.with_suffix(".yml")
    model.rename(shop.project / "kept.sql")
    contract.rename(shop.project / "kept.yml")
    refresh(shop)
    (shop.project / "kept.sql").rename(model)
    (shop.project / "kept.yml").rename(contract)
    refresh(shop)
    contract.write_text(
        REPORTED_YML + '      - {name: region, description: Where., data_type: "varchar"}\n'
    )
    model.write_text(
        REPORTED.replace("amount from before", "amount, region from before").replace(
            "orders.amount from", "orders.amount, 'EMEA' as region from"
        )
    )
    take_in(shop, "1,10.50\n2,20.00\n3,30.00\n")
    refresh(shop)
    assert [(row[0], row[2]) for row in orders(shop)] == [("1", None), ("2", None), ("3", "EMEA")]


@pytest.mark.parametrize(
    ("mutant", "lost"),
    [
        (REPORTED.replace("select order_id, amount from before\nunion all", ""), 2),
        (REPORTED.replace("select order_id, amount", "select order_id, amount + 1 as amount"), 2),
        (REPORTED.replace("amount from before", "amount from before where order_id = '1'"), 1),
        (None, 2),
    ],
)
def test_a_refresh_that_would_lose_what_was_reported_is_refused(
    shop: Night, mutant: str | None, lost: int
) -> None:
    refresh(shop)
    run, before = shop.home.current_run(), orders(shop)
    model = shop.project / "models" / "core" / "fct_orders_as_reported.sql"
    if mutant is None:
        model.unlink()
        model.with_suffix(".yml").unlink()
    else:
        model.write_text(mutant)
    with pytest.raises(Refused) as stopped:
        refresh(shop)
    assert stopped.value.messages == [
        f"core.fct_orders_as_reported is only ever appended to, and {lost} of its rows in {run}"
        " are gone or read differently"
    ]
    assert (shop.home.current_run(), orders(shop)) == (run, before)


def test_a_generation_that_is_gone_stops_the_night(shop: Night) -> None:
    refresh(shop)
    shop.home.database.resolve().unlink()
    with pytest.raises(Failed, match=r"onefunnel.duckdb is gone, and with it what was reported"):
        refresh(shop)


def test_dbt_by_hand_needs_no_generation(shop: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh(shop)
    work = shop.home.root / "by_hand"
    work.mkdir()
    monkeypatch.setenv("ONEFUNNEL_WAREHOUSE", str(work / "warehouse.duckdb"))
    monkeypatch.setenv("ONEFUNNEL_RAW", str(shop.home.raw_database))
    monkeypatch.setenv("ONEFUNNEL_SPILL", str(work / "spill"))
    monkeypatch.delenv("ONEFUNNEL_PREVIOUS", raising=False)
    where = ["--project-dir", str(shop.project), "--profiles-dir", str(shop.project)]
    out = ["--target-path", str(work / "target"), "--log-path", str(work / "logs"), "--quiet"]
    day = ["--vars", "{as_of: 2026-06-30}"]
    for command in (["build"], ["build", "--empty"], ["docs", "generate"]):
        done = dbtRunner().invoke([*command, *where, *out, *day])
        let_go()
        assert done.success, command


def test_rows_are_counted_as_often_as_they_were_there(tmp_path: Path) -> None:
    """And a null is a value: a row that has one is not lost."""
    for name, rows in (("then", "(1, null), (1, null), (2, 'x')"), ("now", "(1, null), (2, 'x')")):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as database:
            database.execute("create schema core")
            database.execute(f"create table core.t as from (values {rows}) as t(a, b)")
    before = Before("r1", tmp_path / "then.duckdb", ["core.t"])
    assert changed_rows(before, tmp_path / "then.duckdb") == []
    assert changed_rows(before, tmp_path / "now.duckdb") == [
        "core.t is only ever appended to, and 1 of its rows in r1 are gone or read differently"
    ]
