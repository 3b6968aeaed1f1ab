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
        table["name"]: [column["name"] for column in table["columns"]]
        for table in source["tables"]
    }


def test_there_is_a_template_for_every_table_of_the_files_system() -> None:
    assert {template.stem for template in TEMPLATES} == set(contract())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.stem)
def test_a_template_has_the_columns_of_its_contract_and_one_row(template: Path) -> None:
    with template.open(encoding="utf-8", newline="") as lines:
        header, *rows = list(csv.reader(lines))
    assert header == contract()[template.stem]
    assert [len(row) for row in rows] == [len(header)]


def test_the_templates_are_a_company_that_refreshes(build: Build) -> None:
    """Every example row is accepted, and the one deal is touched, opened and pending."""
    landing = {f"files/{template.name}": template for template in TEMPLATES}
    warehouse = duckdb.connect(str(build(landing, as_of="2026-06-30")), read_only=True)
    loads = warehouse.execute(
        "select table_name, rows_loaded, rows_quarantined from ops.reconciliation "
        "where source_system = 'files'"
    ).fetchall()
    assert sorted(loads) == sorted((table, 1, 0) for table in contract())
    journey = warehouse.execute(
        """
        select touch_type, round(weight, 9)
        from core.fct_attribution
        inner join core.fct_touchpoints using (touchpoint_key)
        where goal_key = 'opportunity_created:files:o-1' and attribution_model = 'linear'
        """
    ).fetchall()
    assert journey == []
    assert warehouse.execute(
        "select goal_type, touchpoint_key from core.fct_attribution inner join core.fct_goals "
        "using (goal_key) where attribution_model = 'first' and goal_type = 'trial_start'"
    ).fetchall() == [("trial_start", "session:files:v-1001:1772442900")]
