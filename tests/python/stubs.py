"""Refreshes with a build that takes no time, for tests of what happens around it.

python stubs.py LANDING HOME BUILD     refresh in a process of its own, one that may be killed
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

from scripts.build import Build, Built, Node, Order
from scripts.home import PROJECT, Home, Stopped
from scripts.publish import sync
from scripts.refresh import Night, refresh

PASSED = Node("unique_fct_deals_deal_key", "test", "models/core/fct_deals.yml", "pass")
FAILED = Node("unique_fct_deals_deal_key", "test", "models/core/fct_deals.yml", "fail", 7)
WARNED = Node("few_orphans", "test", "tests/singular/few_orphans.sql", "warn", 2)
BROKEN = Node("fct_deals", "model", "models/core/fct_deals.sql", "error", message="no such table")

PROJECT_YML = """
name: onefunnel
profile: onefunnel
models:
  onefunnel:
    core:
      +materialized: table
      +schema: core
      +persist_docs: {relation: true, columns: true}
"""
SOURCE_YML = """
sources:
  - name: shop
    database: raw
    tables:
      - name: orders
        columns:
          - {name: order_id, data_type: varchar}
          - {name: amount, data_type: "decimal(18, 2)"}
"""
MODEL_YML = """
models:
  - name: fct_orders
    description: One row per order; that's all.
    columns:
      - name: order_id
        description: The shop's number.
        data_tests: [unique]
"""
MODEL = "select order_id, amount from {{ source('shop', 'orders') }}"
ORDERS = "order_id,amount\n1,10.50\n2,20.00\n"


def a_night(folder: Path) -> Night:
    """A project of one model, a landing folder with its one source, and a home beside them."""
    files = {
        "project/dbt_project.yml": PROJECT_YML,
        "project/profiles.yml": (PROJECT / "profiles.yml").read_text(),
        "project/macros/names.sql": (PROJECT / "macros/generate_schema_name.sql").read_text(),
        "project/models/staging/shop/_shop.yml": SOURCE_YML,
        "project/models/core/fct_orders.yml": MODEL_YML,
        "project/models/core/fct_orders.sql": MODEL,
        "landing/shop/orders.csv": ORDERS,
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return tonight(folder)


def tonight(folder: Path) -> Night:
    day = date(2026, 6, 30)
    home = Home(folder / "home")
    return Night(folder / "landing", home, day, progress=False, project=folder / "project")


def building(deals: int = 3, *nodes: Node) -> Build:
    """A build that leaves `deals` rows in core.fct_deals, and things nobody should publish."""

    def build(order: Order) -> Built:
        with duckdb.connect(str(order.database)) as work:
            work.execute("create schema core")
            work.execute("create schema staging")
            work.execute(
                "create table core.fct_deals as"
                " select range as deal_key, 10.5::decimal(18, 2) as amount from range(?)",
                [deals],
            )
            work.execute("comment on table core.fct_deals is 'One row per deal; it''s tested.'")
            work.execute("comment on column core.fct_deals.amount is 'In dollars.'")
            work.execute("create table staging.people as select 'a@example.com' as email")
            work.execute("create view core.deals_today as from core.fct_deals")
        tables = [("core", "fct_deals"), ("staging", "people")]
        return Built(order.database, list(nodes or (PASSED,)), tables)

    return build


def dying(order: Order) -> Built:
    building(99)(order)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def waiting(order: Order) -> Built:
    """Say so by a file called `started` in the home folder, then take a minute."""
    started = order.work.parents[1] / "started"
    started.touch()
    sync(started)
    time.sleep(60)
    return building()(order)


if __name__ == "__main__":
    builds: dict[str, Build] = {"dying": dying, "waiting": waiting, "good": building()}
    folder, build = sys.argv[1:]
    try:
        refresh(tonight(Path(folder)), builds[build])
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        sys.exit(stopped.code)
