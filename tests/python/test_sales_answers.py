"""Answers of the APIs of splits and timelines land as they are; nobody's loader brings them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import duckdb
import pytest

from scripts.home import Home
from scripts.land import land

SPLITS = {
    "status": "COMPLETE",
    "startedAt": "2026-03-01T10:00:00.000Z",
    "results": [
        {
            "id": "4533747560",
            "splits": [
                {
                    "id": "50636518818",
                    "properties": {"hs_deal_split_percentage": "0.6", "hubspot_owner_id": "883"},
                    "createdAt": "2025-11-15T21:32:18.990Z",
                    "archived": False,
                },
                {
                    "id": "50636518819",
                    "properties": {"hs_deal_split_percentage": "0.4", "hubspot_owner_id": "884"},
                    "createdAt": "2025-11-15T21:32:18.990Z",
                    "archived": True,
                },
            ],
        }
    ],
}
TIMELINE = {
    "__timeline": [
        {
            "id": "5500010000000000999",
            "Deal_Id": "5500050000000000007",
            "action": "updated",
            "audited_time": "2026-02-02T10:00:00+01:00",
            "done_by": {"name": "Ann Able", "id": "5500010000000000001"},
            "field_history": [
                {
                    "api_name": "Owner",
                    "data_type": "ownerlookup",
                    "_value": {
                        "new": {"name": "Bob Best", "id": "5500010000000000002"},
                        "old": "Ann Able",
                    },
                }
            ],
        },
        {
            "id": "5500010000000000998",
            "Deal_Id": "5500050000000000007",
            "action": "added",
            "audited_time": "2026-02-01T10:00:00+01:00",
            "done_by": {"name": "Ann Able", "id": "5500010000000000001"},
            "field_history": None,
        },
    ]
}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("answers")
    for path, answer in {"hubspot/deal_splits": SPLITS, "zoho_crm/Timeline": TIMELINE}.items():
        file = folder / "landing" / f"{path}.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(answer), encoding="utf-8")
    home = Home(folder / "home")
    home.root.mkdir()
    land(folder / "landing", home.root, date(2026, 6, 30), progress=False)
    return duckdb.connect(str(home.raw_database), read_only=True)


def rows(raw: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return raw.execute(query).fetchall()


def test_a_deal_lands_with_its_splits(raw: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        raw,
        "select id, split['id'], split['properties']['hubspot_owner_id'],"
        " split['properties']['hs_deal_split_percentage'], split['archived']"
        " from (select id, unnest(splits) as split from hubspot.deal_splits) order by all",
    )
    assert found == [
        ("4533747560", "50636518818", "883", 0.6, False),
        ("4533747560", "50636518819", "884", 0.4, True),
    ]


def test_an_entry_of_a_timeline_lands_with_what_changed(raw: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        raw,
        "select deal_id, done_by_id, cast(audited_time as varchar), field_history[1]['api_name'],"
        " field_history[1]['_value']['old'],"
        " regexp_extract(field_history[1]['_value']['new'], '[0-9]{15,20}')"
        " from zoho_crm.timeline order by id desc",
    )
    deal, user = "5500050000000000007", "5500010000000000001"
    assert found == [
        (deal, user, "2026-02-02 09:00:00", "Owner", "Ann Able", "5500010000000000002"),
        (deal, user, "2026-02-01 09:00:00", None, None, None),
    ]
