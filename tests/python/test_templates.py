"""The templates of our own format: what a company that runs on spreadsheets starts from."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml

from scripts.home import PROJECT

TEMPLATES = sorted((PROJECT / "docs" / "templates").glob("*.csv"))
Build = Callable[..., Path]


def contract() -> dict[str, list[str]]:
    text = (PROJECT / "models/staging/files/_files.yml").read_text(encoding="utf-8")
    (source,) = yaml.safe_load(text)["sources"]
    return {
        table["name"]: [column["name"] for column in table["columns"]] for table in source["tables"]
    }


def test_there_is_a_template_for_every_table_of_the_files_system() -> None:
    assert {template.stem for template in TEMPLATES} == set(contract())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.stem)
def test_a_template_has_the_columns_of_its_contract_and_one_row(template: Path) -> None:
    with template.open(encoding="utf-8", newline="") as lines:
        header, *rows = list(csv.reader(lines))
    assert header == contract()[template.stem]
    assert [len(row) for row in rows] == [len(header)]


@pytest.fixture(scope="module")
def warehouse(build: Build) -> duckdb.DuckDBPyConnection:
    landing = {f"files/{template.name}": template for template in TEMPLATES}
    return duckdb.connect(str(build(landing, as_of="2026-06-30")), read_only=True)


def journey(warehouse: duckdb.DuckDBPyConnection, goal_key: str) -> list[str]:
    rows = warehouse.execute(
        """
        select touchpoint_key
        from core.fct_attribution
        left join core.fct_touchpoints using (touchpoint_key)
        where goal_key = ? and attribution_model = 'linear' and attribution_scope = 'account'
        order by touched_at
        """,
        [goal_key],
    ).fetchall()
    return [key for (key,) in rows]


def test_every_example_row_is_accepted(warehouse: duckdb.DuckDBPyConnection) -> None:
    loads = warehouse.execute(
        "select table_name, rows_loaded, rows_quarantined from ops.reconciliation "
        "where source_system = 'files'"
    ).fetchall()
    assert sorted(loads) == sorted((table, 1, 0) for table in contract())


def test_the_examples_tell_one_journey_over_all_tables(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """The trial of 20 March, by hand; the deal of 16 January came before any touch."""
    assert journey(warehouse, "offline:files:trial-1") == [
        "activity:files:im-1",  # InMail accepted on 18 January
        "activity:files:act-1",  # call of 20 January
        "session:files:v-1001:2026-03-02 09:15:00",
        "form:files:fs-1",  # demo request five minutes later
        "email:files:ev-1",  # click of 3 March
        "response:files:cm-1",  # webinar of 10 March
        "offline:files:fair-1",  # trade fair of 15 March
    ]
    assert journey(warehouse, "opportunity_created:files:o-1") == ["(no touch)"]
