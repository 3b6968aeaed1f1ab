"""`onefunnel catalogue`: pages about the numbers, written out of what dbt knows of the project.

docs/metrics.md has every metric of the published marts, docs/requirements.md which table and
column answers each question of docs/requirements.yml. Both are out of dbt's manifest, which a
parse makes: no warehouse is needed.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from scripts.build import one_line
from scripts.home import PROJECT, Failed, Misused

MARTS = ("marketing", "sales", "joint")
# Where an answer may lie: what readers see, and the rules they edit.
ANSWERING = (*MARTS, "core", "seeds")
METRICS = "docs/metrics.md"
REQUIREMENTS = "docs/requirements.md"
QUESTIONS = "docs/requirements.yml"
HEADER = "<!-- Written by `onefunnel catalogue` out of {source}. Change that, not this page. -->\n"

NUMBER = re.compile(r"bigint|integer|double|decimal\(")
# Numbers that put rows in order measure nothing.
ORDINAL = re.compile(r"(^|_)(order|rank|number|year|decile)$")
SENTENCE = re.compile(r"^.*?[.](?=\s+[A-Z(]|$)")
RATE = re.compile(r"^(?P<above>\([^()]+\)|\w+) / (?P<below>\([^()]+\)|\w+)(?=[\s.,;:]|$)")
SUM = re.compile(r"^\w+( [+-] \w+)+(?=[\s.,;:]|$)")
MEAN = re.compile(r"^Mean of (\w+)")
NAME = re.compile(r"[a-z]\w+")

MONEY = "reporting currency"
# The unit that a word of the name, or the type, stands for; the first that fits is taken.
# `with_days` and `in_90_days` tell which things are counted, not what is measured.
UNITS = (
    (
        re.compile(
            r"(?<!with_)(?<!in_\d_)(?<!in_\d\d_)(?<![a-z])(days|minutes|hours|months)(?![a-z])"
        ),
        None,
        "",
    ),
    (re.compile(r"(^|_)(points|score)$"), None, "points"),
    (None, re.compile(r"decimal\(18, [26]\)"), MONEY),
    (None, re.compile(r"bigint|integer|decimal\(28, 18\)"), "count"),
    (re.compile(r"(^|_)index$"), None, "index"),
    (re.compile(r"(^|_)(rate|share|ratio|lift|probability|chance)(_|$)"), None, "ratio"),
    (re.compile(r"(^|_)(amount|spend|cost|revenue|value)(_|$)"), None, MONEY),
)


@dataclass(frozen=True)
class Measure:
    """A column that holds a metric.

    `metric` is the name of the number, which is the column's unless its yml says
    `meta: {metric: ...}`; `formula` is in columns beside it, None for what is not computed of any.
    """

    metric: str
    table: str
    column: str
    owner: str
    unit: str
    definition: str
    formula: str | None

    @property
    def place(self) -> str:
        return f"{self.table}.{self.column}"

    @property
    def words(self) -> str:
        """The definition without its formula."""
        return self.definition.removeprefix(self.formula or "").strip()


@dataclass(frozen=True)
class Metric:
    """A name, the one formula or the definitions it has, and the columns that hold it."""

    name: str
    owner: str
    formula: str | None
    measures: list[Measure]


@dataclass(frozen=True)
class Catalogue:
    """What the project says of its metrics.

    `faults` are numbers defined twice, and those counted in nobody knows what.
    """

    metrics: list[Metric]
    grains: dict[str, str]
    owners: dict[str, str]
    faults: list[str]


def parse(project: Path = PROJECT) -> Any:
    """dbt's manifest of the project."""
    from dbt.cli.main import dbtRunner  # seconds to import, so only when it is wanted

    with tempfile.TemporaryDirectory() as folder:
        arguments = [
            *("parse", "--project-dir", str(project), "--profiles-dir", str(project)),
            *("--target-path", folder, "--log-path", folder),
            *("--log-level", "none", "--no-partial-parse", "--no-send-anonymous-usage-stats"),
        ]
        outcome = dbtRunner().invoke(arguments)
    if not outcome.success:
        raise Failed(f"dbt cannot read the project: {one_line(str(outcome.exception))}")
    return outcome.result


def catalogue(manifest: Any) -> Catalogue:
    """Every metric of the published marts, by name."""
    grains: dict[str, str] = {}
    owners: dict[str, str] = {}
    found: dict[str, list[Measure]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    keys = grain_columns(manifest)
    for node in marts(manifest):
        table = f"{node.schema}.{node.name}"
        grains[table] = first_sentence(node.description)
        owners[table] = owner(manifest, node)
        for measure in measures(node, table, owners[table], keys.get(node.unique_id, set())):
            found[measure.metric].append(measure)
            names[table, measure.column] = measure.metric
    return named(found, names, grains, owners)


def named(
    found: dict[str, list[Measure]],
    names: dict[tuple[str, str], str],
    grains: dict[str, str],
    owners: dict[str, str],
) -> Catalogue:
    """The columns that hold a metric under its name, with its formula in names of metrics.

    A sum said of a metric once is said wherever it is, so that won / decided and
    won / (won + lost) are one formula.
    """
    sums = {
        name: formula
        for name, held in found.items()
        for measure in held
        if (formula := translated(measure, names)) and not RATE.match(formula)
    }
    metrics: list[Metric] = []
    faults: list[str] = []
    twice: dict[str, list[str]] = defaultdict(list)
    for measure in (measure for held in found.values() for measure in held):
        if not measure.unit:
            faults.append(
                f"what is {measure.place} counted in? Neither type nor name says it:"
                " write `config: {meta: {unit: ...}}` in its yml"
            )
    for name, held in sorted(found.items()):
        formulas: dict[str, list[str]] = defaultdict(list)
        for measure in held:
            if formula := translated(measure, names):
                is_rate = RATE.match(formula)
                formulas[expanded(formula, sums) if is_rate else formula].append(measure.place)
        if len(formulas) > 1:
            said = "; ".join(f"{formula} ({', '.join(at)})" for formula, at in formulas.items())
            faults.append(f"{name} has two formulas: {said}")
        units = sorted({measure.unit for measure in held})
        if len(units) > 1 and formulas:
            faults.append(f"{name} is {' and '.join(units)}")
        by = Counter(measure.owner for measure in held)
        most = min(by, key=lambda who: (-by[who], who))
        metrics.append(Metric(name, most, next(iter(formulas), None), held))
        for formula in formulas:
            twice[formula].append(name)
    for formula, called in twice.items():
        if len(called) > 1:
            faults.append(f"{' and '.join(called)} are one number: {formula}")
    return Catalogue(metrics, grains, owners, faults)


def marts(manifest: Any) -> list[Any]:
    """The published marts, by name."""
    nodes = (node for node in manifest.nodes.values() if str(node.resource_type) == "model")
    return sorted((node for node in nodes if node.schema in MARTS), key=lambda node: node.name)


def owner(manifest: Any, node: Any) -> str:
    (name,) = (group.owner.name for group in manifest.groups.values() if group.name == node.group)
    return str(name)


def grain_columns(manifest: Any) -> dict[str, set[str]]:
    """The columns that say which row it is, of each model, by the test of its grain."""
    keys: dict[str, set[str]] = defaultdict(set)
    for node in manifest.nodes.values():
        test = getattr(node, "test_metadata", None)
        if test and test.name == "unique_combination_of_columns":
            keys[node.attached_node].update(test.kwargs["combination_of_columns"])
    return keys


def measures(node: Any, table: str, owner: str, keys: set[str]) -> Iterable[Measure]:
    """The numbers of a mart that measure something: neither part of its grain nor an order."""
    numeric = {
        column.name: column
        for column in node.columns.values()
        if NUMBER.match(column.data_type)
        and column.name not in keys
        and not ORDINAL.search(column.name)
    }
    whole = ""
    for column in numeric.values():
        definition = first_sentence(column.description)
        formula = formula_of(definition, set(node.columns))
        # "Of which won." is said of the last column that is not itself a part of one.
        if definition.startswith("Of which"):
            definition = f"Of `{whole}`:" + definition.removeprefix("Of which")
        else:
            whole = column.name
        yield Measure(
            metric=meta(column).get("metric", column.name),
            table=table,
            column=column.name,
            owner=owner,
            unit=unit(column, numeric, node),
            definition=definition,
            formula=formula,
        )


def meta(column: Any) -> dict[str, Any]:
    return dict(column.config.meta)


def first_sentence(text: str) -> str:
    text = " ".join(text.split())
    found = SENTENCE.match(text)
    return found[0] if found else text


def formula_of(definition: str, columns: set[str]) -> str | None:
    """The rate or sum of columns that a description begins with."""
    rate = RATE.match(definition)
    if rate and set(NAME.findall(rate[0])) <= columns:
        return rate[0]
    total = SUM.match(definition)
    return total[0] if total else None


def unit(column: Any, beside: dict[str, Any], node: Any) -> str:
    """What the number is counted in: told by meta, formula, type or name; empty if by none."""
    if told := meta(column).get("unit"):
        return str(told)
    rate, mean = RATE.match(column.description), MEAN.match(column.description)
    if rate and set(NAME.findall(rate[0])) <= set(beside):
        above, below = (
            unit(beside[NAME.findall(rate[part])[0]], beside, node) for part in ("above", "below")
        )
        if above == below:
            return "ratio"
        return above if below in ("count", "ratio") else f"{above} by {below}"
    if mean and mean[1] in beside:
        return unit(beside[mean[1]], beside, node)
    for name, data_type, word in UNITS:
        said = name.search(column.name) if name else None
        if said or (data_type and data_type.match(column.data_type)):
            if word == MONEY and "currency_code" in node.columns and column.name == "amount":
                return "currency of the row"
            return word or (said[1] if said else "")
    return ""


def translated(measure: Measure, names: dict[tuple[str, str], str]) -> str | None:
    """The formula in names of metrics instead of columns."""
    if measure.formula is None:
        return None
    return NAME.sub(lambda name: names.get((measure.table, name[0]), name[0]), measure.formula)


def expanded(formula: str, sums: dict[str, str]) -> str:
    """The formula with a sum in the place of the name it has."""
    rate = RATE.match(formula)
    assert rate
    parts = (rate[part].strip("()") for part in ("above", "below"))
    wide = [sums.get(part, part) for part in parts]
    return " / ".join(f"({part})" if " " in part else part for part in wide)


def metrics_page(said: Catalogue) -> str:
    """docs/metrics.md."""
    owners = sorted({metric.owner for metric in said.metrics})
    by_owner = {who: [m for m in said.metrics if m.owner == who] for who in owners}
    lines = [
        HEADER.format(source="models/marts/**/*.yml"),
        "# Metrics",
        "",
        f"Every number of the published marts, {len(said.metrics)} in {len(said.grains)} tables:"
        " what it is, in which unit, and the columns that hold it. A name means one formula"
        " wherever it is; the formula is in names of this page. Where one name counts the same"
        " thing of different rows, the definitions are numbered as the columns are. The link on a"
        " column leads to what one row of its table is. A metric stands with the owner of most of"
        " its tables.",
        "",
        *(f"- [{who}](#{anchor(who)}): {len(by_owner[who])} metrics" for who in owners),
        "- [Tables](#tables)",
        *(
            f"  - [{who}](#{anchor(f'tables of {who}')})"
            for who in sorted(set(said.owners.values()))
        ),
        "",
    ]
    for who in owners:
        lines += [f"## {who}", "", "| metric | what it is | unit | held by |", "|---|---|---|---|"]
        lines += [metric_line(metric) for metric in by_owner[who]]
        lines.append("")
    lines += ["## Tables", ""]
    for who in sorted(set(said.owners.values())):
        lines += [f"### Tables of {who}", ""]
        for table, grain in sorted(said.grains.items()):
            if said.owners[table] == who:
                lines += [f"#### {table.split('.')[1]}", "", f"`{table}`: {grain}", ""]
    return "\n".join(lines).rstrip() + "\n"


def metric_line(metric: Metric) -> str:
    """A row of the table: one metric."""
    by_definition: dict[tuple[str, str], list[Measure]] = defaultdict(list)
    for measure in metric.measures:
        words = measure.words if metric.formula and measure.formula else measure.definition
        by_definition["" if metric.formula else words, measure.unit].append(measure)
    several = len(by_definition) > 1
    several_units = len({measure.unit for measure in metric.measures}) > 1
    definitions, units, places = [], [], []
    for number, ((words, _), held) in enumerate(by_definition.items(), 1):
        sign = f"({number}) " if several else ""
        definitions.append(f"{sign}{formula_words(metric, held) if metric.formula else words}")
        units.append(f"{sign}{held[0].unit}")
        places.append(sign + ", ".join(link(m.place, metrics="") for m in held))
    cells = [
        f"`{metric.name}`",
        "<br>".join(definitions),
        "<br>".join(units) if several_units else metric.measures[0].unit,
        "<br>".join(places),
    ]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def formula_words(metric: Metric, held: list[Measure]) -> str:
    """The formula, and what is said besides where all say the same."""
    said = {measure.words for measure in held}
    more = next(iter(said)) if len(said) == 1 else "."
    return f"`{metric.formula}`{more if more[:1] in '.,;:' else ' ' + more}"


def anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def link(place: str, metrics: str = "metrics.md") -> str:
    """A table or column, with a link to what one row of the table is."""
    schema, table, *_ = place.split(".")
    if schema in MARTS:
        return f"[`{place}`]({metrics}#{table})"
    if schema == "core":
        return f"[`{place}`](../models/core/{table}.yml)"
    return f"[`{place}`](../seeds/{table}.csv)"


@dataclass(frozen=True)
class Requirement:
    """A question the product must answer, and where it does.

    `answered_by` are tables and columns, pages under docs/ and commands; with none of them
    `waits_for` says what will.
    """

    number: int
    part: str
    question: str
    answered_by: list[str]
    how: str
    waits_for: str


def requirements(project: Path = PROJECT) -> list[Requirement]:
    """What docs/requirements.yml lists, in its order."""
    try:
        parts = yaml.safe_load((project / QUESTIONS).read_text(encoding="utf-8"))["parts"]
        return [
            requirement(part["title"], asked) for part in parts for asked in part["requirements"]
        ]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as fault:
        raise Failed(
            f"{QUESTIONS} is not as its first lines say: {one_line(str(fault))}"
        ) from fault


def requirement(part: str, asked: dict[str, Any]) -> Requirement:
    return Requirement(
        number=asked["number"],
        part=part,
        question=asked["question"].strip(),
        answered_by=list(asked["answered_by"]),
        how=asked.get("how", "").strip(),
        waits_for=asked.get("waits_for", "").strip(),
    )


def columns_of(manifest: Any) -> dict[str, set[str]]:
    """The columns of every table that may answer a question; those of seeds nobody lists."""
    return {
        f"{node.schema}.{node.name}": set(node.columns)
        for node in manifest.nodes.values()
        if str(node.resource_type) in ("model", "seed") and node.schema in ANSWERING
    }


def missing(
    answer: str, tables: dict[str, set[str]], commands: Iterable[str], project: Path = PROJECT
) -> str | None:
    """Why an answer is none: a table, column, page or command that is not there."""
    if answer.startswith("docs/"):
        written = answer in (METRICS, REQUIREMENTS) or (project / answer).is_file()
        return None if written else f"there is no page {answer}"
    if answer.startswith("onefunnel "):
        return None if answer.split()[1] in commands else f"there is no command {answer}"
    table, _, column = answer.rpartition(".") if answer.count(".") == 2 else (answer, "", "")
    if table not in tables:
        return f"there is no table {table}"
    if column and column not in tables[table]:
        return f"{table} has no column {column}"
    return None


def requirements_page(asked: list[Requirement]) -> str:
    """docs/requirements.md."""
    waiting = [requirement for requirement in asked if not requirement.answered_by]
    lines = [
        HEADER.format(source=QUESTIONS),
        "# What is answered where",
        "",
        f"{len(asked)} questions that the warehouse is for, and the tables and columns that answer"
        " them. The link on a table leads to what one of its rows is; the numbers are those of the"
        " requirements the project began with.",
        "",
    ]
    if waiting:
        lines += [f"{len(waiting)} of them wait for a table that is not built yet.", ""]
    part = ""
    for requirement in asked:
        if requirement.part != part:
            part = requirement.part
            lines += ["" if lines[-1] else "", f"## {part}", ""]
            lines += ["| | question | answered by | how |", "|---|---|---|---|"]
        lines.append(requirement_line(requirement))
    text = "\n".join(lines) + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def requirement_line(requirement: Requirement) -> str:
    answers = "<br>".join(answer_link(answer) for answer in requirement.answered_by)
    cells = [
        str(requirement.number),
        requirement.question,
        answers or f"(waits for {requirement.waits_for})",
        requirement.how,
    ]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def answer_link(answer: str) -> str:
    if answer.startswith("docs/"):
        page = answer.removeprefix("docs/")
        return f"[{page}]({page})"
    return f"`{answer}`" if answer.startswith("onefunnel ") else link(answer)


def pages(manifest: Any, commands: Iterable[str]) -> dict[str, str]:
    """The text of every page, by its path in the project; Failed says what makes no sense."""
    said, asked, tables = catalogue(manifest), requirements(), columns_of(manifest)
    unanswered = [
        f"requirement {requirement.number}: {fault}"
        for requirement in asked
        for answer in requirement.answered_by
        if (fault := missing(answer, tables, commands))
    ]
    if faults := [*said.faults, *unanswered]:
        raise Failed(*faults)
    return {METRICS: metrics_page(said), REQUIREMENTS: requirements_page(asked)}


@click.command("catalogue")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Write docs/metrics.md and docs/requirements.md out of what the project says."""
    if not (PROJECT / "dbt_project.yml").exists():
        raise Misused(f"{PROJECT} holds no dbt project: install with `pip install -e .`")
    root = ctx.find_root().command
    known = root.commands if isinstance(root, click.Group) else {}
    for path, text in pages(parse(), known).items():
        (PROJECT / path).write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")
