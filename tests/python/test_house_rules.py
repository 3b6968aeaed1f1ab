"""Rules of the house that dbt itself holds: layers, contracts, grain."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
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


@pytest.fixture(scope="module")
def manifest(parsed: Any) -> dict[str, Any]:
    """The manifest of the project as it is."""
    written: dict[str, Any] = parsed.writable_manifest().to_dict(omit_none=True)
    return written


def test_every_core_table_and_mart_is_under_contract_with_its_grain_tested(
    manifest: dict[str, Any],
) -> None:
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
    for domain in ("ads", "web", "email", "crm"):
        text, found = re.subn(rf"(?m)^  {domain}: \[.+\]$", f"  {domain}: []", text)
        assert found == 1, domain
    config.write_text(text)
    accepted, said, manifest = parse(project)
    assert accepted, said
    enabled = [node for node in manifest["nodes"] if "google_ads" in node or "hubspot" in node]
    assert enabled == []


def systems() -> set[str]:
    """Every source system: a folder of staging or a word in a domain's list."""
    lists = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"].values()
    listed = {word for words in lists if isinstance(words, list) for word in words}
    return listed | {path.name for path in (PROJECT / "models/staging").iterdir() if path.is_dir()}


def mentions(text: str, names: set[str]) -> list[str]:
    """Lines that name a system, however it is spelt: Google Ads, google_ads, GoogleAds."""
    words = "|".join(r"[\s_-]*".join(name.split("_")) for name in sorted(names))
    found = re.compile(rf"(?<![a-z])(?:{words})", re.IGNORECASE)
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if found.search(line)
    ]


@pytest.mark.parametrize("line", ["-- as HubSpot does", "ref('stg_google_ads__x')", "GoogleAds"])
def test_a_name_is_found_however_it_is_spelt(line: str) -> None:
    assert mentions(f"select 1\n{line}\n", {"google_ads", "hubspot"}) == [f"2: {line}"]


def test_a_system_is_named_in_its_own_folder_only() -> None:
    """Elsewhere in code, comments included, none is: whoever adds one touches nothing else.

    Vars, seeds, docs, the sample company and tests may name them, unit tests of models among
    these. `files` is our own format, and a word like any other.
    """
    names = systems() - {"files"}
    assert {"salesforce", "google_ads"} <= names
    wrong = []
    for folder in ("models", "macros", "scripts", "analyses"):
        for path in sorted((PROJECT / folder).rglob("*")):
            where = path.relative_to(PROJECT)
            is_test = path.stem.endswith("__unit_tests")
            if where.parts[:2] == ("scripts", "sample") or is_test or "__pycache__" in where.parts:
                continue
            if path.is_file():
                own = {where.parts[2]} if where.parts[:2] == ("models", "staging") else set()
                text = f"{where.name}\n{path.read_text(encoding='utf-8')}"
                wrong += [f"{where}:{line}" for line in mentions(text, names - own)]
    assert wrong == []


def test_a_staging_model_reads_its_own_system_alone(manifest: dict[str, Any]) -> None:
    folders = {
        key: Path(node["original_file_path"]).parent
        for key, node in {**manifest["nodes"], **manifest["sources"]}.items()
        if node["original_file_path"].startswith("models/")
    }
    staging = [key for key, folder in folders.items() if folder.match("models/staging/*")]
    assert len(staging) > 100
    for key in staging:
        for upstream in manifest["parent_map"][key]:
            if upstream in folders:
                assert folders[upstream] == folders[key], f"{key} reads {upstream}"
