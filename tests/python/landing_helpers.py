"""A little shop whose exports the landing tests break in every way."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from scripts.contracts import System, load_contracts
from scripts.land import LandingRefused, LandingReport, Reconciliation, TableReport, land, reconcile

AS_OF = date(2026, 6, 30)
Value = str | None

PROJECT_YML = """
vars:
  earliest_date: "1990-01-01"
  custom_fields:
    shop:
      orders:
        region: [region__c, area__c]
"""

SHOP_YML = """
sources:
  - name: shop
    database: raw
    config: &when_connected
      enabled: "{{ 'shop' in var('crm') }}"
    tables:
      - name: orders
        config:
          meta: {key: [order_id], updated_at: updated_at}
        columns:
          - {name: order_id, data_type: varchar, config: {meta: {required: true}}}
          - {name: status, data_type: varchar, config: {meta: {required: true}}}
          - {name: amount, data_type: "decimal(18, 4)", config: {meta: {required: true}}}
          - {name: quantity, data_type: bigint, config: {meta: {minimum: 0}}}
          - {name: score, data_type: double}
          - {name: is_paid, data_type: boolean}
          - name: ordered_at
            data_type: timestamp
            config: {meta: {required: true, not_null: true}}
          - {name: due_date, data_type: date, config: {meta: {may_be_future: true}}}
          - {name: shipped_date, data_type: date}
          - {name: paid_at, data_type: timestamp, config: {meta: {bare_date: end_of_day}}}
          - {name: product_2_id, data_type: varchar}
          - {name: region, data_type: varchar}
          - {name: note, data_type: varchar}
          - {name: updated_at, data_type: timestamp}
      - name: spend
        config:
          meta: {replace: [account, day]}
        columns:
          - {name: account, data_type: varchar, config: {meta: {required: true, not_null: true}}}
          - {name: day, data_type: date, config: {meta: {required: true, not_null: true}}}
          - {name: cost, data_type: "decimal(18, 2)", config: {meta: {required: true}}}
      - name: visits
        columns:
          - {name: visitor, data_type: varchar, config: {meta: {required: true}}}
          - name: params
            data_type: >
              struct("key" varchar, "value" struct(text varchar, number bigint,
              share double))[]
          - {name: device, data_type: "struct(kind varchar, screen struct(width bigint))"}
      - name: legacy
        config:
          meta:
            delimiter: ";"
            encoding: cp1252
            time_zone: America/New_York
            date_format: "%d/%m/%Y"
            null_words: ["NULL", "N/A", "-"]
        columns:
          - {name: id, data_type: varchar, config: {meta: {required: true}}}
          - {name: name, data_type: varchar}
          - {name: day, data_type: date}
          - {name: at, data_type: timestamp}
          - {name: closed_at, data_type: timestamp, config: {meta: {bare_date: end_of_day}}}
          - name: clicked_at
            data_type: timestamp
            config: {meta: {format: [epoch_milliseconds, "%m/%d/%Y %I:%M %p"]}}
          - {name: amount, data_type: "decimal(18, 2)"}
"""

ORDER: Mapping[str, Value] = {
    "order_id": "o1",
    "status": "open",
    "amount": "10.50",
    "ordered_at": "2026-01-02 03:04:05",
}


class Shop:
    """A project with the shop's contracts, its landing folder and its home."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.landing = folder / "landing"
        self.home = folder / "home"
        self.landing.mkdir(parents=True)
        self.contract(SHOP_YML)

    def contract(self, yml: str) -> None:
        path = self.project / "models" / "staging" / "shop" / "_shop.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yml)
        (self.project / "dbt_project.yml").write_text(PROJECT_YML)

    @property
    def contracts(self) -> dict[str, System]:
        return load_contracts(self.project)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def orders(self, *rows: Mapping[str, Value], name: str = "shop/orders.csv") -> Path:
        """Write orders; each is ORDER with what the row says instead, o1, o2 ... by default."""
        full = [{**ORDER, "order_id": f"o{n}", **row} for n, row in enumerate(rows, 1)]
        return self.write(name, as_csv(full))

    def land(self, as_of: date = AS_OF, **options: Any) -> LandingReport:
        return land(self.landing, self.home, as_of, self.project, progress=False, **options)

    def refusals(self, **options: Any) -> list[str]:
        """The lines of the refusal that landing must end in."""
        try:
            self.land(**options)
        except LandingRefused as refused:
            assert all("\n" not in line for line in refused.messages), refused.messages
            return refused.messages
        raise AssertionError("nothing was refused")

    def table(self, report: LandingReport, name: str = "orders") -> TableReport:
        (found,) = (table for table in report.tables if table.table == name)
        return found

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask as dbt does: the raw database attached read-only, under the name raw."""
        with duckdb.connect() as connection:
            path = self.home / "raw" / "raw.duckdb"
            connection.execute(f"attach '{path}' as raw (read_only)")
            return connection.execute(sql).fetchall()

    def quarantine(self) -> list[tuple[Any, ...]]:
        return self.query(
            "select row_number, column_name, reason, value from raw.ops.quarantine order by 1"
        )

    def reconciled(self, name: str = "orders") -> Reconciliation:
        (found,) = (r for r in reconcile(self.home, self.contracts) if r.table == name)
        return found


def as_csv(rows: Iterable[Mapping[str, Value]], **dialect: Any) -> str:
    """Rows as CSV, with a column for whatever any of them has."""
    rows = list(rows)
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, lineterminator="\n", **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
