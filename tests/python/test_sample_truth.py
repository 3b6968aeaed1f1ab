"""A refresh of the sample company finds the truth that was planted in it."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from scripts.home import PROJECT
from scripts.sample.score import Score, measure

FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)


@pytest.fixture(scope="module")
def company(sample: Callable[..., Path]) -> Path:
    return sample("salesforce", scale=0.2)


@pytest.fixture(scope="module")
def database(company: Path, build: Callable[..., Path]) -> Path:
    return build(company / "landing", as_of=LAST, data_tests=False)


@pytest.fixture(scope="module")
def scored(database: Path, company: Path) -> Score:
    return measure(database, company / "truth")


@pytest.mark.parametrize(
    ("measure_name", "query"),
    [
        (
            "spend",
            "select date_trunc('month', performance_date), sum(reporting_spend)"
            " from core.fct_ad_performance group by 1",
        ),
        (
            "spend",
            "select date_trunc('month', date_day), sum(spend)"
            " from marketing.marketing__channel_performance_daily group by 1",
        ),
        (
            "leads",
            "select date_trunc('month', date_day), sum(leads)"
            " from marketing.marketing__channel_performance_daily group by 1",
        ),
        (
            "mqls",
            "select date_trunc('month', date_day), sum(mqls)"
            " from marketing.marketing__channel_performance_daily group by 1",
        ),
        (
            "deals_created",
            "select date_trunc('month', created_at), count(*)"
            " from core.fct_opportunities group by 1",
        ),
        (
            "pipeline_created",
            "select date_trunc('month', created_at), sum(reporting_amount)"
            " from core.fct_opportunities group by 1",
        ),
        (
            "won_deals",
            "select month_start_date, sum(won_opportunities)"
            " from sales.sales__revenue_by_month group by 1",
        ),
        (
            "won_revenue",
            "select month_start_date, sum(revenue_amount)"
            " from sales.sales__revenue_by_month group by 1",
        ),
    ],
)
def test_every_month_in_the_marts_equals_the_truth(
    database: Path, company: Path, measure_name: str, query: str
) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            f"select strftime(month, '%Y-%m'), cast(value as decimal(18, 6))"
            f" from ({query}) as t (month, value) where value != 0 order by all"
        ).fetchall()
        true = connection.execute(
            f"select month, {measure_name} from read_csv(?, types = {{'{measure_name}':"
            f" 'decimal(18, 6)', 'month': 'varchar'}}) where {measure_name} != 0 order by all",
            [str(company / "truth" / "monthly.csv")],
        ).fetchall()
    assert found == true
    assert len(true) > 10


# Of each ad platform the report that has all its money, and the columns of day and cost.
REPORTS = {
    "google_ads": ("account_stats", "date", "cost_micros", Decimal("0.000001")),
    "linkedin_ads": ("ad_analytics_by_campaign", "day", "cost_in_local_currency", Decimal(1)),
    "meta_ads": ("basic_ad", "date", "spend", Decimal(1)),
    "microsoft_ads": ("campaign_performance_daily_report", "date", "spend", Decimal(1)),
}
NO_MEASURES = ("account_id", "customer_id", "campaign_id", "ad_id")


def test_spend_of_every_platform_and_day_is_what_it_last_reported(
    database: Path, company: Path
) -> None:
    expected: dict[tuple[str, date], Decimal] = {}
    for system, (table, day, cost, unit) in REPORTS.items():
        objects: dict[tuple[str, ...], Decimal] = {}
        for file in sorted((company / "landing" / system / table).glob("*.csv")):
            restated: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
            for row in csv.DictReader(file.open(encoding="utf-8", newline="")):
                key = (row[day][:10], *(row.get(name, "") for name in NO_MEASURES))
                restated[key] += Decimal(row[cost]) * unit
            objects |= restated
        for key, spend in objects.items():
            on = (system, date.fromisoformat(key[0]))
            expected[on] = expected.get(on, Decimal()) + spend
    with duckdb.connect(str(database), read_only=True) as connection:
        found = {
            (system, day): spend
            for system, day, spend in connection.execute(
                "select source_system, performance_date, sum(spend)"
                " from core.fct_ad_performance group by all"
            ).fetchall()
        }
    assert found == expected
    assert {system for system, _ in expected} == REPORTS.keys()


def test_visits_find_the_campaign_of_every_ad_platform(database: Path) -> None:
    """The last part of its name says where; tags that were lost or contradict are left out."""
    with duckdb.connect(str(database), read_only=True) as connection:
        astray = connection.execute(
            "select campaigns.campaign_name from core.dim_campaigns as campaigns"
            " left join core.fct_sessions as sessions"
            " on campaigns.campaign_key = sessions.campaign_key"
            " where campaigns.campaign_kind = 'ads'"
            " group by campaigns.campaign_key, campaigns.campaign_name, campaigns.channel"
            " having count(sessions.session_key) = 0"
            " or bool_or(sessions.channel != campaigns.channel)"
        ).fetchall()
        invented = connection.execute(
            "select campaign_key from core.dim_campaigns where campaign_key like 'utm:%na'"
            " or campaign_key like 'utm:%emea' or campaign_key like 'utm:%uk'"
        ).fetchall()
    assert (astray, invented) == ([], [])


def test_every_visit_of_a_colleague_is_kept_and_none_counts(database: Path, company: Path) -> None:
    with (company / "truth" / "dirt.csv").open(newline="", encoding="utf-8") as lines:
        dirt = {row["dirt"]: int(row["rows_or_records"]) for row in csv.DictReader(lines)}
    with duckdb.connect(str(database), read_only=True) as warehouse:
        kept = warehouse.execute(
            "select count(*), count(*) filter (where is_counted), count(distinct source_system)"
            " from core.fct_sessions where exclusion_reason like 'internal: %'"
        ).fetchone()
    assert kept == (dirt["visits of colleagues"], 0, 2)


def test_nobody_is_taken_for_somebody_else(scored: Score) -> None:
    assert scored.precision >= 0.999


def test_whoever_leaves_evidence_is_recognized(scored: Score) -> None:
    assert scored.recall_of_evidence >= 0.98
    assert scored.recall >= 0.65


def test_the_touches_that_deals_had_are_in_their_journeys(scored: Score) -> None:
    assert scored.touches_found >= 0.85
    assert scored.recorded_found >= 0.90


def test_every_attribution_model_is_held_against_the_causes(scored: Score) -> None:
    seed = (PROJECT / "seeds" / "attribution_models.csv").open(encoding="utf-8")
    rows = {(row["attribution_model"], row["attribution_scope"]) for row in csv.DictReader(seed)}
    assert {(model.model, model.scope) for model in scored.models} == rows
    assert all(0 <= model.misplaced <= 1 for model in scored.models)
    assert all(-1 <= model.rank_correlation <= 1 for model in scored.models)


def test_the_score_of_a_model_is_what_pandas_says(
    scored: Score, database: Path, company: Path
) -> None:
    with (company / "truth" / "causal_effects.csv").open(encoding="utf-8") as file:
        caused = {row["channel"]: float(row["revenue_lost"]) for row in csv.DictReader(file)}
    with duckdb.connect(str(database), read_only=True) as connection:
        touches = dict(
            connection.execute(
                "select touchpoint_key, channel from core.fct_touchpoints"
            ).fetchall()
        )
        deals = connection.execute(
            "select goal_key, touchpoint_key, weight, goal_value from core.fct_attribution"
            " inner join core.fct_goals using (goal_key)"
            " inner join core.fct_opportunities using (opportunity_key)"
            " where goal_type = 'won' and opportunity_type = 'new_business'"
            " and attribution_model = 'linear' and attribution_scope = 'account'"
        ).fetchall()
    credited: dict[str, float] = defaultdict(float)
    for _, touch, weight, value in deals:
        if touch in touches:
            credited[touches[touch]] += float(weight) * float(value)
    channels = sorted(set(caused) | set(credited))
    ours = [credited.get(channel, 0.0) for channel in channels]
    truth = [max(caused.get(channel, 0.0), 0.0) for channel in channels]
    misplaced = (
        sum(abs(a / sum(ours) - b / sum(truth)) for a, b in zip(ours, truth, strict=True)) / 2
    )
    ranked = pd.Series(ours).rank().corr(pd.Series(truth).rank())
    (linear,) = [
        model for model in scored.models if (model.model, model.scope) == ("linear", "account")
    ]
    assert linear.misplaced == pytest.approx(misplaced, abs=1e-6)
    assert linear.rank_correlation == pytest.approx(ranked, abs=1e-9)
