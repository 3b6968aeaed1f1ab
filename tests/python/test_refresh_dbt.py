"""What dbt says becomes the right exit code and a line a person can act on."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from stubs import MODEL, ORDERS, a_night

from scripts.home import Failed, Refused
from scripts.refresh import Night, refresh

UNIT_TEST_YML = """
unit_tests:
  - name: fct_orders__takes_every_order
    model: fct_orders
    given:
      - input: source('shop', 'orders')
        rows: [{order_id: "7"}]
    expect:
      rows: [{order_id: "7"}]
"""


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """A project of one model over one source, and its landing folder."""
    return a_night(tmp_path)


def model(night: Night, sql: str) -> None:
    (night.project / "models" / "core" / "fct_orders.sql").write_text(sql)


def everything_below(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_a_project_that_builds_is_published_with_its_descriptions(night: Night) -> None:
    (night.project / "models" / "core" / "unit_tests.yml").write_text(UNIT_TEST_YML)
    before = everything_below(night.project)
    facts = refresh(night)
    assert facts["tables"]["core.fct_orders"]["rows"] == 2
    with duckdb.connect(str(night.home.database), read_only=True) as database:
        about = database.execute(
            "select comment from duckdb_tables() where table_name = 'fct_orders'"
        ).fetchall()
        tests = database.execute(
            "select test_kind, status from ops.test_results order by all"
        ).fetchall()
    assert about == [("One row per order; that's all.",)]
    assert tests == [("test", "pass"), ("unit_test", "pass")]
    assert everything_below(night.project) == before, "dbt wrote into the project"


def test_the_environment_is_as_it_was_afterwards(night: Night) -> None:
    before = dict(os.environ)
    refresh(night)
    assert dict(os.environ) == before


def test_a_failing_test_is_refused_with_its_file_and_rows(night: Night) -> None:
    model(night, f"{MODEL} union all {MODEL}")
    with pytest.raises(Refused) as stopped:
        refresh(night)
    assert stopped.value.messages == [
        "test unique_fct_orders_order_id (models/core/fct_orders.yml): 2 rows"
    ]
    assert night.home.current_run() is None


def test_a_failing_unit_test_is_refused_and_what_it_guards_not_built(night: Night) -> None:
    (night.project / "models" / "core" / "unit_tests.yml").write_text(UNIT_TEST_YML)
    model(night, f"{MODEL} where order_id != '7'")
    with pytest.raises(Refused) as stopped:
        refresh(night)
    assert stopped.value.messages == [
        "unit test fct_orders__takes_every_order (models/core/unit_tests.yml):"
        " the rows differ from those it expects"
    ]


def test_a_model_that_does_not_run_is_a_failure_that_names_it(night: Night) -> None:
    model(night, f"{MODEL} where no_such_column = 1")
    with pytest.raises(
        Failed, match=r"^model fct_orders \(models/core/fct_orders.sql\): Bi.*no_such"
    ):
        refresh(night)


def test_a_project_that_does_not_parse_is_a_failure_that_names_the_file(night: Night) -> None:
    model(night, "select * from {{ ref('nothing') }}")
    with pytest.raises(Failed, match=r"fct_orders.sql\) depends on a node named 'nothing'"):
        refresh(night)


def test_a_broken_night_leaves_the_next_one_in_the_same_process_alone(night: Night) -> None:
    model(night, "select 1 from nowhere")
    with pytest.raises(Failed):
        refresh(night)
    model(night, MODEL)
    refresh(night)
    (night.landing / "shop" / "orders.csv").write_text(ORDERS + "3,1.00\n")
    facts = refresh(replace(night, memory_limit="200MB"))
    assert facts["tables"]["core.fct_orders"]["rows"] == 3
