"""`make bench`: what a step costs in time and memory on far more data than a test can hold.

The attribution models run as dbt runs them, each in a process of its own, on made-up touchpoints
and goals that take the place of the tables before them.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import duckdb
from rich.console import Console
from rich.live import Live
from rich.table import Table

from scripts.home import PROJECT

DBT = str(Path(sys.executable).parent / "dbt")
FOLDER = "models/intermediate/attribution"
LEDGER = ("fct_channel_effects", "fct_attribution")
# Models a company would look at side by side; two of them learn from all journeys.
MODELS = (
    "first",
    "last",
    "last_non_direct",
    "linear",
    "position",
    "u_shaped_lead",
    "u_shaped_adobe",
    "w_shaped",
    "full_path",
    "j_shaped",
    "time_decay_7d",
    "time_decay_30d",
    "markov_1",
    "shapley",
)

# Two years. A third of the touches are of companies that reach no goal; the busier a company, the
# likelier it has one. hash() of one number, because of two it mixes badly.
INPUTS = """
create schema if not exists core;
create schema if not exists intermediate;
create macro rnd(i, k) as hash(i * 16 + k) / 18446744073709551616.0;

create table intermediate.channel_places as
select channel, is_one_to_one, row_number() over (order by sort_order) - 1 as place
from seeds.channels;

create table core.fct_touchpoints as
select
    'session:bench:' || i as touchpoint_key,
    'account:' || cast(floor(power(rnd(i, 1), 1.4) * {accounts}) as bigint) as account_key,
    'contact:' || cast(floor(power(rnd(i, 1), 1.4) * {accounts} * 3) as bigint) as person_key,
    cast(null as varchar) as opportunity_key,
    case when is_one_to_one then 'sales' else 'marketing' end as side,
    channel,
    'glance' as weight_class,
    timestamp '2024-01-01' + to_microseconds(cast(rnd(i, 2) * 63072e9 as bigint)) as touched_at,
    10 as touch_priority,
    true as is_creditable
from range({touches}) as t (i)
inner join intermediate.channel_places
    on place = cast(
        floor(rnd(i, 3) * (select count(*) from intermediate.channel_places)) as bigint
    );

create table core.fct_goals as
select
    'won:bench:' || i as goal_key,
    case when i % 2 = 0 then 'won' else 'opportunity_created' end as goal_type,
    'account:' || cast(floor(rnd(i, 4) * {accounts} * 0.67) as bigint) as account_key,
    cast(null as varchar) as person_key,
    'deal:' || i as opportunity_key,
    cast(null as varchar) as refunded_goal_key,
    reached_at - interval 80 day as lead_at,
    reached_at - interval 50 day as opportunity_at,
    reached_at as closed_at,
    reached_at,
    cast(reached_at as date) as reached_date,
    true as has_value,
    cast(500 + rnd(i, 5) * 40000 as decimal(18, 6)) as goal_value
from (
    select
        i,
        timestamp '2024-04-01' + to_microseconds(cast(rnd(i, 6) * 55e12 as bigint)) as reached_at
    from range({goals}) as t (i)
);

create table intermediate.int_crm__opportunity_contacts (
    opportunity_key varchar, contact_key varchar, contact_role varchar
);
create table intermediate.int_identity__person_identifiers (
    identifier varchar, person_key varchar
);
"""


def dbt(folder: Path, memory: str, *arguments: str) -> tuple[float, float]:
    """Run dbt in a process of its own; return its seconds and its peak of memory in GB."""
    environment = {
        **os.environ,
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "ONEFUNNEL_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "ONEFUNNEL_RAW": str(folder / "raw.duckdb"),
        "ONEFUNNEL_SPILL": str(folder / "spill"),
        "ONEFUNNEL_MEMORY": memory,
    }
    command = [DBT, "--quiet", *arguments]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"dbt {' '.join(arguments)} failed; it says why above")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6


def steps() -> Iterator[str]:
    """The models from goals and touchpoints to the ledger, in the order they are built in."""
    command = [DBT, "--quiet", "ls", "--output", "json"]
    listed = subprocess.run(
        [
            *command,
            "--select",
            f"path:{FOLDER},+fct_attribution",
            *LEDGER,
            "--resource-type",
            "model",
        ],
        cwd=PROJECT,
        env={**os.environ, "DBT_PROFILES_DIR": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    waiting = {}
    for line in listed.splitlines():
        if line.startswith("{"):
            node = json.loads(line)
            needs = node["depends_on"]["nodes"]
            waiting[node["name"]] = {name.rsplit(".", 1)[-1] for name in needs}
    while waiting:
        ready = sorted(name for name, needs in waiting.items() if not needs & waiting.keys())
        for name in ready:
            del waiting[name]
        yield from ready


def prepare(folder: Path, touches: int, goals: int) -> None:
    """Lay the seeds and the made-up tables into an empty warehouse."""
    duckdb.connect(str(folder / "raw.duckdb")).close()
    dbt(folder, "4GB", "seed")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(
            "delete from seeds.attribution_models"
            " where attribution_scope != 'account' or not list_contains($1, attribution_model)",
            [list(MODELS)],
        )
        connection.execute(INPUTS.format(touches=touches, goals=goals, accounts=goals))
    dbt(folder, "4GB", "run", "--select", "dim_channels", "int_calendar__numbers")


@click.command()
@click.option("--touches", type=int, default=10_000_000, show_default=True)
@click.option("--goals", type=int, default=200_000, show_default=True)
@click.option("--memory", default="8GB", show_default=True, help="What DuckDB may use.")
def bench(touches: int, goals: int, memory: str) -> None:
    """Measure the attribution models, step by step."""
    console = Console()
    table = Table("step", "seconds", "CPU-s", "peak GB", "rows")
    place = PROJECT / "var"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as made, Live(table, console=console):
        folder = Path(made)
        prepare(folder, touches, goals)
        total = 0.0
        # what dbt needs to begin and to end is not the step's
        idle, _ = dbt(folder, memory, "run", "--select", "int_attribution__models")
        for step in steps():
            cpu, peak = dbt(folder, memory, "run", "--select", step)
            result = json.loads((folder / "target" / "run_results.json").read_text())["results"][0]
            if result["execution_time"] < 0.5:
                continue
            total += result["execution_time"]
            with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
                relation = result["relation_name"].split(".", 1)[1]
                (rows,) = connection.execute(f"select count(*) from {relation}").fetchone() or (0,)
            table.add_row(
                step,
                f"{result['execution_time']:.1f}",
                f"{max(cpu - idle, 0):.1f}",
                f"{peak:.1f}",
                f"{rows:,}",
            )
        size = (folder / "warehouse.duckdb").stat().st_size / 1e9
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    console.print(
        f"{touches:,} touches, {goals:,} goals, {len(MODELS)} models: {total:.0f} s in all,"
        f" {size:.1f} GB on disk; making the data took {own:.1f} GB"
    )


if __name__ == "__main__":
    bench()
