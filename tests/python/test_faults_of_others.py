"""Six faults that other public projects of this field have, looked for in everything that is
published of the fixture company.

Where a fault has its test elsewhere already, this file names it:

1. days_to_close negative, arguments reversed: here; on other people's data in
   test_maven_salesforce.py, test_the_totals_are_those_the_issue_names.
2. Null and 0 confused, managers above 100 %: here for every rate, by its parts; managers in
   test_maven_salesforce.py, test_managers_are_the_sum_of_their_reps_and_rates_are_never_averaged.
3. A percentage multiplied as a fraction: here.
4. A forecast category that falls into "Other": here; what a forecast makes of Most Likely is in
   test_sample_pipeline.py, and a word that no seed knows is listed in core.dim_source_words.
5. `impressions - clicks / impressions`: here for every rate, by its parts.
6. Grain tests removed: test_house_rules.py,
   test_every_core_table_and_mart_is_under_contract_with_its_grain_tested.
"""

from __future__ import annotations

import csv
import math
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
import yaml

from scripts.home import PROJECT

FORMULA = re.compile(r"^(?P<above>\([^()]+\)|\w+) / (?P<below>\([^()]+\)|\w+)(?=[\s.,;:]|$)")


class Rate(NamedTuple):
    """A column that says what it is divided out of."""

    mart: str
    column: str
    above: str
    below: str
    may_be_null: bool


def marts() -> list[dict[str, Any]]:
    return [
        model
        for path in sorted((PROJECT / "models" / "marts").rglob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]


def parts(column: dict[str, Any], names: set[str]) -> tuple[str, str] | None:
    """What stands above and below the line, if the description begins with a formula of columns."""
    found = FORMULA.match(column["description"].strip())
    if not found:
        return None
    used = set(re.findall(r"[a-z]\w+", found["above"] + " " + found["below"]))
    return (found["above"], found["below"]) if used <= names else None


def rates() -> list[Rate]:
    found = []
    for mart in marts():
        names = {column["name"] for column in mart["columns"]}
        for column in mart["columns"]:
            formula = parts(column, names)
            if formula and column["data_type"] == "double":
                says_null = re.search(r"\bnull\b", column["description"], re.IGNORECASE)
                found.append(Rate(mart["name"], column["name"], *formula, bool(says_null)))
    return found


@pytest.fixture(scope="module")
def warehouse(published: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(published), read_only=True)


def rows(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(sql).fetchall()


def test_every_rate_says_what_it_is_divided_out_of() -> None:
    told = {(rate.mart, rate.column) for rate in rates()}
    silent = [
        f"{mart['name']}.{column['name']}: {column['description']}"
        for mart in marts()
        for column in mart["columns"]
        if column["name"].endswith("_rate") and (mart["name"], column["name"]) not in told
    ]
    assert silent == []
    assert len(told) > 60


def value(expression: str, row: dict[str, Any]) -> float | None:
    """The sums and differences of columns that descriptions use, worked out in Python."""
    total = 0.0
    for sign, name in re.findall(r"([+-]?)\s*(\w+)", expression.strip("()")):
        if row[name] is None:
            return None
        total += -float(row[name]) if sign == "-" else float(row[name])
    return total


def wrong(rate: Rate, row: dict[str, Any]) -> bool:
    """Whether a rate is not its parts, or is a number where there is nothing to divide by."""
    above, below, published = value(rate.above, row), value(rate.below, row), row[rate.column]
    if above is None or not below:
        return published is not None
    if published is None:
        return not rate.may_be_null
    return not math.isclose(published, above / below, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("above", "below", "published", "is_wrong"),
    [(1, 4, 0.25, False), (1, 0, None, False), (1, 0, 0.0, True), (0, 4, None, True)],
)
def test_null_is_not_zero(above: int, below: int, published: float | None, is_wrong: bool) -> None:
    rate = Rate("m", "r", "a", "(a + b)", may_be_null=False)
    assert wrong(rate, {"a": above, "b": below - above, "r": published}) is is_wrong


@pytest.mark.parametrize("mart", sorted({rate.mart for rate in rates()}))
def test_every_rate_is_its_parts_and_null_where_there_is_nothing_to_divide_by(
    warehouse: duckdb.DuckDBPyConnection, mart: str
) -> None:
    result = warehouse.execute(f"select * from {mart.split('__')[0]}.{mart}")
    names = [column[0] for column in result.description]
    content = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    faults = [
        (rate.column, {name: row[name] for name in names if name in f"{rate}"})
        for rate in rates()
        if rate.mart == mart
        for row in content
        if wrong(rate, row)
    ]
    assert faults[:3] == []


def test_days_to_close_run_from_creation_to_close(warehouse: duckdb.DuckDBPyConnection) -> None:
    decided = rows(
        warehouse,
        """
        select created_at, close_date, days_to_close, is_won from core.fct_opportunities
        where is_closed and created_at is not null and close_date is not null
        """,
    )
    assert any(is_won for *_, is_won in decided)
    for created_at, close_date, days, _ in decided:
        assert isinstance(created_at, datetime)
        assert isinstance(close_date, date)
        assert days == (close_date - created_at.date()).days


def test_no_mart_has_negative_days_unless_a_deal_closed_before_it_was_made(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    ((negative,),) = rows(
        warehouse, "select count(*) from core.fct_opportunities where days_to_close < 0"
    )
    if negative:
        pytest.skip("a deal of the company closed before it was made")
    for mart in marts():
        for column in mart["columns"]:
            name = column["name"]
            if "days_to_close" in name or "days_in_stage" in name:
                table = f"{mart['name'].split('__')[0]}.{mart['name']}"
                assert rows(warehouse, f"select {name} from {table} where {name} < 0") == []


def test_probabilities_are_fractions_and_no_deal_is_worth_more_than_its_amount(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    columns = rows(
        warehouse,
        """
        select table_schema || '.' || table_name, column_name from information_schema.columns
        where table_schema in ('core', 'marketing', 'sales', 'joint')
            and regexp_matches(column_name, '(^|_)probability$')
            and data_type in ('DOUBLE', 'FLOAT', 'DECIMAL')
        """,
    )
    assert ("core.fct_opportunities", "win_probability") in columns
    for table, column in columns:
        found = rows(warehouse, f"select {column} from {table} where {column} not between 0 and 1")
        assert found == [], f"{table}.{column}"
    for table, weighted, amount in (
        ("sales__pipeline_by_stage", "crm_weighted_amount", "pipeline_amount"),
        ("sales__deal_priority", "expected_amount", "reporting_amount"),
    ):
        above = rows(
            warehouse,
            f"select {weighted}, {amount} from sales.{table} where {weighted} > {amount}",
        )
        assert above == [], table


def test_every_forecast_category_of_a_crm_has_one_of_ours() -> None:
    """The five of Salesforce's picklist, those of HubSpot, and none that means "other"."""
    with (PROJECT / "seeds" / "forecast_categories.csv").open(encoding="utf-8") as file:
        rows = {row["source_category"]: row["forecast_category"] for row in csv.DictReader(file)}
    ours = {"pipeline", "best_case", "most_likely", "commit", "omitted", "closed"}
    assert set(rows.values()) == ours
    picklist = {
        "pipeline": "pipeline",
        "best case": "best_case",
        "most likely": "most_likely",
        "commit": "commit",
        "omitted": "omitted",
        "closed": "closed",
    }
    assert {word: rows[word] for word in picklist} == picklist
