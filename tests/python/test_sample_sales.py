"""How sales works its deals in the sample company: history agrees, and no night knows the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.sample.company import CRMS, Order, making, views

FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)
EARLIER = date(2026, 3, 31)
Row = dict[str, Any]

# What is expected, planned or agreed for a day to come, by name of the column.
AHEAD = {
    *("close_date", "property_closedate", "Closing_Date", "Close_Date", "closedate"),
    *("expiration_date", "property_hs_expiration_date", "Valid_Till"),
    *("period_start_date", "period_end_date", "end_date", "start_date", "month_start_date"),
    *("property_hs_start_date", "property_hs_end_date", "Start_Date", "End_Date"),
    *("_fivetran_end", "value"),
}
# Whoever is called or met before anybody knows them is named by the lead that they become.
NAMED_LATER = {
    *("files.touchpoints", "files.outreach_members"),
    *("salesforce.task", "salesforce.event", "salesforce.campaign_member"),
    *("zoho_crm.Calls", "zoho_crm.Events", "zoho_crm.Tasks", "zoho_crm.Campaign_Members"),
    *("hubspot.engagement", "hubspot.engagement_call", "hubspot.engagement_meeting"),
    *("hubspot.engagement_email", "hubspot.engagement_task", "hubspot.engagement_contact"),
    *("hubspot.engagement_company", "hubspot.engagement_deal", "hubspot.contact_list_member"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with making(order(tmp_path_factory.mktemp("world"))) as connection:
        yield connection


def order(out: Path, last: date = LAST) -> Order:
    return Order(out=out, scale=0.3, seed=1, first=FIRST, last=last, crms=CRMS)


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_no_night_tells_what_happens_after_it(world: duckdb.DuckDBPyConnection) -> None:
    """No time in a row is later than the night the row landed, unless it is a plan."""
    told = []
    for view in views(world):
        for column in sorted(view.columns - AHEAD):
            if column[0] == "_":
                continue
            when = f'try_cast(cast({view.source}."{column}" as varchar) as timestamptz)'
            found = world.execute(
                f"select count(*) from {view.source} where cast({when} as date) > _night"
                f" and _night <= date '{LAST}'"
            ).fetchall()
            if found[0][0]:
                told.append((view.source, column, found[0][0]))
    assert told == []


def test_what_landed_by_a_night_does_not_depend_on_how_long_the_company_goes_on(
    world: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    different = []
    with making(order(tmp_path / "shorter", EARLIER)) as shorter:
        for view in views(world):
            if f"{view.schema}.{view.name}" in NAMED_LATER:
                continue
            kept = f"select * exclude (_until) from {view.source} where _night <= date '{EARLIER}'"
            if "_until" not in view.columns:
                kept = f"select * from {view.source} where _night <= date '{EARLIER}'"
            digest = f"select count(*), sum(hash(t)::hugeint) from ({kept}) as t"
            if shorter.execute(digest).fetchall() != world.execute(digest).fetchall():
                different.append(view.source)
    assert different == []


def versions_of(connection: duckdb.DuckDBPyConnection, query: str) -> dict[Any, list[Row]]:
    by_record: dict[Any, list[Row]] = defaultdict(list)
    for row in rows(connection, query):
        by_record[row["record"]].append(row)
    return by_record


# Per CRM: the versions of deals, and the values that fields took; a value before it is not needed.
VERSIONS = {
    "salesforce": (
        "select id as record, is_deleted, last_modified_date as moment, owner_id as owner,"
        " forecast_category_name as forecast, next_step as step, stage_name as stage,"
        " cast(amount as varchar) as amount, cast(close_date as varchar) as close"
        f" from salesforce.opportunity where _night <= date '{LAST}' order by moment"
    ),
    "hubspot": (
        "select deal_id as record, is_deleted, property_hs_lastmodifieddate as moment,"
        " cast(owner_id as varchar) as owner, property_hs_manual_forecast_category as forecast,"
        " property_hs_next_step as step, deal_pipeline_stage_id as stage,"
        " cast(property_amount as varchar) as amount, cast(property_closedate as varchar) as close"
        f" from hubspot.deal where _night <= date '{LAST}' order by moment"
    ),
    "zoho_crm": (
        "select id as record, false as is_deleted, Modified_Time as moment, Owner.id as owner,"
        " Forecast_Category as forecast, Next_Step as step, Stage as stage,"
        " cast(Amount as varchar) as amount, cast(Closing_Date as varchar) as close"
        f" from zoho_crm.Deals where _night <= date '{LAST}' order by moment"
    ),
}
CHANGES = {
    "salesforce": (
        "select opportunity_id as record, created_date as moment, old_value as before,"
        " new_value as value, case field when 'Owner' then 'owner' when 'NextStep' then 'step'"
        " else 'forecast' end as field from salesforce.opportunity_field_history"
        " where field != 'created' and (field != 'Owner' or new_value like '005%')"
        " and not is_deleted order by moment, id"
    ),
    "hubspot": (
        "select deal_id as record, timestamp as moment, lag(value) over"
        " (partition by deal_id, name order by timestamp, _order) as before, value, case name"
        " when 'hubspot_owner_id' then 'owner' when 'hs_next_step' then 'step'"
        " when 'hs_manual_forecast_category' then 'forecast' when 'amount' then 'amount'"
        " else 'close' end as field from hubspot.deal_property_history order by moment, _order"
    ),
    "zoho_crm": (
        "select Deal.id as record, audited_time as moment,"
        " field_history[1]['_value']['old'] as before,"
        " field_history[1]['_value']['new'] as value,"
        " case field_history[1]['api_name'] when 'Owner' then 'owner'"
        " when 'Next_Step' then 'step' else 'forecast' end as field"
        " from zoho_crm.Timeline where field_history is not null order by moment, _order"
    ),
}
STAGES = {
    "salesforce": (
        "select opportunity_id as record, created_date as moment, stage_name as stage,"
        " cast(amount as varchar) as amount, cast(close_date as varchar) as close"
        " from salesforce.opportunity_history where not is_deleted order by moment, id"
    ),
    "hubspot": (
        "select deal_id as record, date_entered as moment, value as stage"
        " from hubspot.deal_stage where _fivetran_active or _until is null order by moment"
    ),
    "zoho_crm": (
        "select Deal.id as record, Modified_Time as moment, Stage as stage,"
        " cast(Amount as varchar) as amount, cast(Close_Date as varchar) as close"
        " from zoho_crm.Stage_History order by moment, id"
    ),
}


@pytest.mark.parametrize("crm", CRMS)
def test_a_deal_was_on_each_night_what_its_history_says(
    world: duckdb.DuckDBPyConnection, crm: str
) -> None:
    """Back to its creation, for deals that were deleted, too."""
    changes, stages = versions_of(world, CHANGES[crm]), versions_of(world, STAGES[crm])
    compared = 0
    for record, versions in versions_of(world, VERSIONS[crm]).items():
        for version in versions:
            for field in ("owner", "forecast", "step", "amount", "close"):
                told = [change for change in changes[record] if change["field"] == field]
                so_far = [change for change in told if change["moment"] <= version["moment"]]
                if so_far:
                    assert version[field] == so_far[-1]["value"], (version, field)
                elif told:
                    assert version[field] == told[0]["before"], (version, field)
                compared += bool(told)
            entered = [entry for entry in stages[record] if entry["moment"] <= version["moment"]]
            assert entered, version
            for field in entered[-1].keys() - {"record", "moment"}:
                assert version[field] == entered[-1][field], (version, field)
        for one, other in zip(changes[record], changes[record][1:], strict=False):
            if one["field"] == other["field"] and other["before"] is not None:
                assert one["value"] == other["before"]
    assert compared > 100


def test_deals_are_handed_over_shared_quoted_and_objected_to(
    world: duckdb.DuckDBPyConnection,
) -> None:
    """As often as the page says, on all deals that there are."""

    def many(query: str) -> int:
        return int(world.execute(query).fetchall()[0][0])

    open_once = "(from deals where slot < 10)"
    deals = many(f"select count(*) from {open_once}")
    assert deals > 100
    handed = many(
        "select count(*) from deal_owners inner join deals using (deal_no) where turn = 1"
    )
    assert 0.03 < handed / deals < 0.1
    shared = rows(
        world,
        "select deal_no, sum(percent) as percent, count(distinct rep_id) as reps from splits"
        " inner join deals using (deal_no) where split_type = 'Revenue' group by deal_no",
    )
    assert 0.05 < len(shared) / deals < 0.16
    assert {(row["percent"], row["reps"]) for row in shared} == {(100, 2)}
    assert many("select count(*) from splits where split_type = 'Overlay'") > 0
    offered = many("select count(distinct deal_no) from deals where stage_no in (3, 4)")
    quoted = many("select count(distinct deal_no) from quote_versions")
    assert quoted > offered
    assert many("select max(version) from quotes") == 3
    said = {row["status"] for row in rows(world, "select distinct status from quote_versions")}
    assert {"draft", "in review", "approved", "sent", "accepted", "declined", "expired"} == said
    wrong = many(
        "select count(*) from quotes where not (made_at <= coalesce(legal_from, made_at)"
        " and coalesce(legal_from, made_at) <= coalesce(legal_to, made_at)"
        " and coalesce(legal_to, made_at) <= sent_at and sent_at <= ended_at"
        " and list_amount >= quoted_amount)"
    )
    assert wrong == 0
    ended = many("select count(*) from record_versions where is_gone and kind = 'duplicate'")
    assert ended > 0


def test_what_a_rep_expects_has_to_do_with_how_it_ends_and_is_often_wrong(
    world: duckdb.DuckDBPyConnection,
) -> None:
    ended = rows(
        world,
        "select forecast, is_won, count(*) as deals from"
        " (from forecast_calls where turn < 20 qualify row_number() over"
        " (partition by deal_no order by turn desc) = 1) inner join plans using (deal_no)"
        " where slot < 10 and (is_won or lost_after >= 3) group by all",
    )
    won: dict[str, int] = defaultdict(int)
    all_of: dict[str, int] = defaultdict(int)
    for row in ended:
        all_of[row["forecast"]] += row["deals"]
        won[row["forecast"]] += row["deals"] * row["is_won"]
    assert won["Commit"] / all_of["Commit"] > won["Most Likely"] / all_of["Most Likely"]
    assert won["Most Likely"] / all_of["Most Likely"] > won["Best Case"] / all_of["Best Case"]
    assert won["Commit"] < all_of["Commit"] and won["Best Case"] > 0


def test_whoever_is_new_owns_nothing_before_and_ramps_up(world: duckdb.DuckDBPyConnection) -> None:
    hired = rows(world, "select rep_id, user_id, hired_on from reps where hired_on is not null")
    assert hired
    for rep in hired:
        too_early = world.execute(
            "select count(*) from record_versions where owner_id = ? and night < ?",
            [rep["user_id"], rep["hired_on"]],
        ).fetchall()
        assert too_early == [(0,)]
        full, ramped = zip(
            *world.execute(
                "select full_quota, quota_amount from rep_quotas inner join files.quotas"
                " on quota_id = 'quota-' || rep_id || '-' || strftime(first_day, '%Y%m')"
                " || '-' || rep_quotas.measure"
                " where rep_id = ? and rep_quotas.measure = 'revenue' order by first_day",
                [rep["rep_id"]],
            ).fetchall(),
            strict=True,
        )
        parts = [amount / whole for amount, whole in zip(ramped, full, strict=True)]
        expected = [0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0, 1.0][: len(parts)]
        assert parts == pytest.approx(expected, abs=0.01)


def test_a_rep_is_in_one_place_at_a_time_and_where_the_crm_says(
    world: duckdb.DuckDBPyConnection,
) -> None:
    moved = 0
    for rep in rows(world, "select distinct user_id from rep_periods"):
        periods = rows(
            world,
            "select start_date, end_date, region, team_name from rep_periods where user_id ="
            f" '{rep['user_id']}' order by start_date",
        )
        for one, other in zip(periods, periods[1:], strict=False):
            assert (other["start_date"] - one["end_date"]).days == 1
            assert (one["region"], one["team_name"]) != (other["region"], other["team_name"])
            moved += 1
        assert periods[-1]["end_date"] is None
    assert moved > 0
