"""The warm-up lift finds what was planted, and nothing where nothing was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.build import Order, dbt_build
from scripts.home import PROJECT, Home
from scripts.land import land
from scripts.sample.company import Order as Company
from scripts.sample.company import make, making

AS_OF = date(2026, 6, 30)
DEMO = PROJECT / "var" / "demo" / "current" / "onefunnel.duckdb"
TRUTH = PROJECT / "var" / "sample" / "truth" / "warm_up.csv"


def lifts(warehouse: duckdb.DuckDBPyConnection) -> dict[str, tuple[float, float, float]]:
    """Per measure the lift of all new deals and its interval."""
    rows = warehouse.execute(
        """
        select measure, lift, lift_from, lift_to from joint.joint__warm_up_lift
        where comparison_level = 'all'
        """
    ).fetchall()
    return {measure: (lift, low, high) for measure, lift, low, high in rows}


def planted(warehouse: duckdb.DuckDBPyConnection, truth: Path) -> float:
    """What being warm added to the win rate, between the deals that the warehouse tells apart."""
    won = dict(
        warehouse.execute(
            """
            select warm_up_group, avg(cast(truth.is_won as integer)
                - cast(is_won_without as integer))
            from core.fct_deal_warm_up as deals
            inner join read_csv($1) as truth using (opportunity_key)
            where deals.is_decided group by all
            """,
            [str(truth)],
        ).fetchall()
    )
    return float(won["warm"] - won["cold"])


def alike(warehouse: duckdb.DuckDBPyConnection, truth: Path) -> float:
    """For how many of the deals it calls warm or cold the warehouse is right."""
    found = warehouse.execute(
        """
        select avg(cast(deals.is_warm = truth.is_warm as integer))
        from core.fct_deal_warm_up as deals
        inner join read_csv($1) as truth using (opportunity_key)
        """,
        [str(truth)],
    ).fetchone()
    return float(found[0]) if found else 0.0


def test_no_effect_is_found_where_none_was_planted() -> None:
    if not (DEMO.exists() and TRUTH.exists()):
        pytest.skip("the sample company is not published; `make refresh` does it")
    with duckdb.connect(str(DEMO), read_only=True) as demo:
        assert planted(demo, TRUTH) == 0
        assert alike(demo, TRUTH) > 0.85
        found = lifts(demo)
    for measure in ("win_rate", "cycle_days", "deal_amount"):
        _, low, high = found[measure]
        assert low < 0 < high, measure
    # And it is not that nothing could be found.
    assert found["win_rate"][2] < 0.2


@pytest.mark.slow
def test_the_planted_effect_is_found_within_its_interval(tmp_path: Path, parsed: Any) -> None:
    company = Company(tmp_path / "company", 1.0, 1, date(2024, 1, 1), AS_OF, warm_up=0.2, dirt=True)
    make(company)
    home = Home(tmp_path / "home")
    land(company.landing, home.root, AS_OF, progress=False)
    order = Order(
        tmp_path / "home",
        home.raw_database,
        AS_OF.isoformat(),
        progress=False,
        select="+joint__warm_up_lift",
        unit_tests=False,
    )
    built = dbt_build(order, parsed.deepcopy())
    assert {node.status for node in built.nodes} <= {"success", "pass"}
    truth = company.out / "truth" / "warm_up.csv"
    with duckdb.connect(str(order.database), read_only=True) as warehouse:
        effect = planted(warehouse, truth)
        assert alike(warehouse, truth) > 0.85
        found = lifts(warehouse)
    assert effect > 0.15
    _, low, high = found["win_rate"]
    assert 0 < low < effect < high
    for measure in ("cycle_days", "deal_amount"):
        _, low, high = found[measure]
        assert low < 0 < high, measure


def test_all_but_who_buys_is_drawn_alike(tmp_path: Path) -> None:
    def world(name: str, warm_up: float) -> dict[str, list[Any]]:
        order = Company(tmp_path / name, 0.1, 1, date(2025, 7, 1), AS_OF, warm_up=warm_up)
        with making(order) as connection:
            return {
                "leads": connection.execute("from leads order by all").fetchall(),
                "touches": connection.execute("from followings order by all").fetchall(),
                "deals": connection.execute(
                    "select * exclude (is_won) from truth.warm_up"
                ).fetchall(),
                "won": connection.execute(
                    "select opportunity_key from truth.warm_up where is_won"
                ).fetchall(),
                "won_without": connection.execute(
                    "select opportunity_key from truth.warm_up where is_won_without"
                ).fetchall(),
            }

    plain, warmed = world("plain", 0.0), world("warmed", 0.4)
    assert plain["won"] == plain["won_without"] == warmed["won_without"]
    assert set(warmed["won"]) > set(plain["won"])
    for name in ("leads", "touches", "deals"):
        assert warmed[name] == plain[name], name
