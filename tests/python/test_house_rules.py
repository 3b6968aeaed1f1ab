"""Rules of the house that dbt itself holds: layers, contracts, grain."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner

from scripts.home import PROJECT

FOLDERS = ["models", "macros", "seeds", "tests/generic", "tests/singular"]
FILES = ["dbt_project.yml", "profiles.yml"]
MART = "models/marts/sales/sales__shortcut"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the dbt project, to break."""
    copy = tmp_path / "project"
    for folder in FOLDERS:
        shutil.copytree(PROJECT / folder, copy / folder)
    for file in FILES:
        shutil.copy(PROJECT / file, copy / file)
    return copy


def parse(project: Path) -> tuple[bool, str, dict[str, Any]]:
    """Whether dbt accepts the project, what it says, and its manifest."""
    said: list[str] = []
    runner = dbtRunner(callbacks=[lambda event: said.append(event.info.msg)])
    where = ["--project-dir", str(project), "--profiles-dir", str(project)]
    out = ["--target-path", str(project / "out"), "--log-path", str(project / "out")]
    result = runner.invoke(["--quiet", "parse", "--no-partial-parse", *where, *out])
    said.append(str(result.exception or ""))
    path = project / "out" / "manifest.json"
    manifest = json.loads(path.read_text()) if path.exists() else {}
    return bool(result.success), "\n".join(said), manifest


@pytest.mark.parametrize("model", ["stg_salesforce__opportunities", "int_crm__opportunities"])
def test_a_mart_that_reads_below_core_does_not_parse(project: Path, model: str) -> None:
    (project / f"{MART}.sql").write_text(f"select * from {{{{ ref('{model}') }}}}\n")
    accepted, said, _ = parse(project)
    assert not accepted
    assert "sales__shortcut" in said
    assert model in said
    assert "private" in said or "not allowed" in said


def test_every_core_table_and_mart_is_under_contract_with_its_grain_tested(project: Path) -> None:
    accepted, said, manifest = parse(project)
    assert accepted, said
    nodes = manifest["nodes"].values()
    tested = {
        node["attached_node"]
        for node in nodes
        if node.get("test_metadata", {}).get("name") == "unique_combination_of_columns"
    }
    published = [
        node
        for node in nodes
        if node["resource_type"] == "model" and node["path"].startswith(("core/", "marts/"))
    ]
    assert len(published) > 20
    for node in published:
        name = node["name"]
        assert node["config"]["contract"]["enforced"], name
        assert node["description"].startswith("One row per "), name
        assert node["unique_id"] in tested, f"{name}: no test of its grain"
        for column in node["columns"].values():
            assert column["description"] and column["data_type"], f"{name}.{column['name']}"


def test_a_domain_without_systems_still_parses(project: Path) -> None:
    config = project / "dbt_project.yml"
    text = config.read_text()
    for domain in (
        *("ads: [google_ads, files]", "web: [ga4, files]", "email: [hubspot, files]"),
        "crm: [salesforce, hubspot, files]",
    ):
        assert domain in text
        text = text.replace(domain, f"{domain.split(':')[0]}: []")
    config.write_text(text)
    accepted, said, manifest = parse(project)
    assert accepted, said
    enabled = [node for node in manifest["nodes"] if "google_ads" in node or "hubspot" in node]
    assert enabled == []
