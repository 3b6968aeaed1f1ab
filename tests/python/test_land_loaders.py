"""The same records, as Fivetran, Airbyte, dlt and Singer bring them, give the same rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.contracts import ContractError
from scripts.land import land
from tests.python.landing_helpers import AS_OF, SHOP_YML, Shop, as_csv

DEALS_YML = """
      - name: deals
        config:
          meta: {key: [deal_id], also: [Opportunities, deal_list], deleted: [archived]}
        columns:
          - {name: deal_id, data_type: varchar, config: {meta: {also: [id, hs_object_id]}}}
          - {name: owner_id, data_type: varchar, config: {meta: {also: [Owner.id]}}}
          - name: amount
            data_type: "decimal(18, 2)"
            config: {meta: {required: true, also: [properties.amount, metrics.deal_amount]}}
          - {name: is_converted, data_type: boolean, config: {meta: {also: [$converted]}}}
"""
ROWS = [
    ("1", "u1", Decimal("10.50"), True, False),
    ("2", None, Decimal("20.00"), False, False),
    ("3", "u2", Decimal("30.00"), None, True),
]
READ = "select deal_id, owner_id, amount, is_converted, _is_deleted from raw.shop.deals order by 1"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    shop.contract(SHOP_YML + DEALS_YML)
    return shop


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


NESTED: list[dict[str, Any]] = [
    {"id": 1, "Owner": {"id": "u1", "name": "U"}, "properties": {"amount": "10.5"}},
    {"id": 2, "Owner": None, "properties": {"amount": "20"}},
    {"id": 3, "Owner": {"name": "V", "id": "u2"}, "properties": {"amount": "30"}},
]
for record, converted in zip(NESTED, (True, False, None), strict=True):
    record["$converted"] = converted
DELETED_AT = [None, None, "2026-01-05T00:00:00Z"]


def fivetran(shop: Shop) -> None:
    shop.write(
        "shop/deals.csv",
        "id,owner_id,amount,is_converted,_fivetran_deleted,_fivetran_synced,_fivetran_id\n"
        "1,u1,10.50,true,false,2026-01-02 03:00:00,a\n"
        "2,,20.00,false,false,2026-01-02 03:00:00,b\n"
        "3,u2,30.00,,true,2026-01-02 03:00:00,c\n",
    )
    shop.write("shop/fivetran_audit.csv", "id,message\n1,done\n")


def airbyte(shop: Shop) -> None:
    records = [
        {**record, "_airbyte_extracted_at": 1767322800000, "_ab_cdc_deleted_at": deleted}
        for record, deleted in zip(NESTED, DELETED_AT, strict=True)
    ]
    shop.write("shop/Opportunities.jsonl", lines(records))


def airbyte_raw_lines(shop: Shop) -> None:
    records = [
        {
            "_airbyte_raw_id": str(record["id"]),
            "_airbyte_extracted_at": 1767322800000,
            "_airbyte_data": {**record, "archived": record["id"] == 3},
        }
        for record in NESTED
    ]
    shop.write("shop/_airbyte_raw_deal_list.ndjson", lines(records))


def airbyte_raw_csv(shop: Shop) -> None:
    records = [
        {
            "_airbyte_ab_id": record["id"],
            "_airbyte_emitted_at": "2026-01-02T03:00:00Z",
            "_airbyte_data": json.dumps(record),
            "_ab_cdc_deleted_at": deleted,
        }
        for record, deleted in zip(NESTED, DELETED_AT, strict=True)
    ]
    shop.write("shop/_airbyte_raw_opportunities.csv", as_csv(records))


def dlt(shop: Shop) -> None:
    shop.write(
        "shop/deal_list.csv",
        "id,owner__id,properties__amount,_converted,archived,_dlt_load_id,_dlt_id\n"
        "1,u1,10.5,true,false,1767322800.123,x\n"
        "2,,20,false,false,1767322800.123,y\n"
        "3,u2,30,,true,1767322800.123,z\n",
    )
    shop.write("shop/_dlt_loads.csv", "load_id,status\n1767322800.123,0\n")


def dlt_parquet(shop: Shop) -> None:
    path = shop.write("shop/opportunities.parquet", "")
    with duckdb.connect() as connection:
        connection.execute(
            f"""copy (
                select * from (values
                    (1, {{'id': 'u1'}}, {{'amount': 10.5}}, true, false),
                    (2, null, {{'amount': 20.0}}, false, false),
                    (3, {{'id': 'u2'}}, {{'amount': 30.0}}, null, true)
                ) as t (hs_object_id, owner, properties, _converted, archived)
            ) to '{path}' (format parquet)"""
        )


def singer(shop: Shop) -> None:
    records = [
        {**record, "_sdc_deleted_at": deleted, "_sdc_batched_at": "2026-01-02T03:00:00Z"}
        for record, deleted in zip(NESTED, DELETED_AT, strict=True)
    ]
    shop.write("shop/opportunities.jsonl", lines(records))


@pytest.mark.parametrize(
    "loader",
    [fivetran, airbyte, airbyte_raw_lines, airbyte_raw_csv, dlt, dlt_parquet, singer],
    ids=lambda loader: loader.__name__,
)
def test_every_loader_brings_the_same_rows(shop: Shop, loader: Callable[[Shop], None]) -> None:
    loader(shop)
    report = shop.land()
    assert shop.query(READ) == ROWS
    assert shop.quarantine() == []
    assert shop.table(report, "deals").unknown_columns == []
    assert not [warning for warning in report.warnings if "no table of that name" in warning]


def test_when_a_loader_wrote_a_row_says_which_is_newer(shop: Shop) -> None:
    for name, at, amount in (("b", 1767322800000, 1), ("a", 1767409200000, 2)):
        record = {"id": 1, "properties": {"amount": amount}, "_airbyte_extracted_at": at}
        shop.write(f"shop/deals/{name}.jsonl", lines([record]))
    shop.land()
    assert shop.query("select amount, _loaded_at from raw.shop.deals") == [
        (Decimal("2.00"), datetime(2026, 1, 3, 3))
    ]


def test_a_nested_value_that_only_later_records_have_is_read(shop: Shop) -> None:
    records: list[dict[str, Any]] = [
        {"id": n, "amount": 1, "Owner": {"name": "U"}} for n in range(1_500)
    ]
    records.append({"id": 9_999, "amount": 1, "Owner": {"id": "late"}})
    shop.write("shop/deals.ndjson", lines(records))
    shop.land()
    assert shop.query("select deal_id from raw.shop.deals where owner_id = 'late'") == [("9999",)]


def test_a_text_where_others_nest_is_not_lost(shop: Shop) -> None:
    records = [{**NESTED[0]}, {**NESTED[1], "Owner": "u9"}]
    shop.write("shop/deals.ndjson", lines(records))
    shop.land()
    assert shop.query("select owner_id from raw.shop.deals order by deal_id") == [("u1",), ("u9",)]


def test_a_required_value_inside_a_record_is_missed(shop: Shop) -> None:
    shop.write("shop/deals.ndjson", lines([{"id": 1, "properties": {"stage": "x"}}]))
    (refusal,) = shop.refusals()
    assert refusal.startswith("shop/deals.ndjson: has no column amount")


def test_two_tables_cannot_go_by_one_name(shop: Shop) -> None:
    shop.contract(SHOP_YML + DEALS_YML.replace("deal_list", "orders"))
    with pytest.raises(ContractError, match="both orders and deals are called orders"):
        shop.land()


REPORT_ROWS = [
    {
        "customer": {"id": 11},
        "campaign": {"id": 7, "name": "Brand"},
        "segments": {"date": "2026-05-01"},
        "metrics": {"cost_micros": "1500000", "impressions": "20", "clicks": "3"},
    },
    {
        "customer": {"id": 11},
        "campaign": {"id": 8, "name": "Generic"},
        "segments": {"date": "2026-05-01"},
        "metrics": {"cost_micros": "2500000", "impressions": "40", "clicks": "5"},
    },
]


def flattened(record: dict[str, Any], separator: str) -> dict[str, Any]:
    return {
        f"{part}{separator}{name}": value
        for part, values in record.items()
        for name, value in values.items()
    }


@pytest.mark.parametrize("separator", [None, ".", "_", "__"])
def test_google_s_own_names_are_read_nested_and_flattened(
    tmp_path: Path, separator: str | None
) -> None:
    folder = tmp_path / "landing" / "google_ads"
    folder.mkdir(parents=True)
    if separator is None:
        (folder / "campaign_report.ndjson").write_text(lines(REPORT_ROWS))
    else:
        flat = [flattened(record, separator) for record in REPORT_ROWS]
        (folder / "campaign_performance_report.csv").write_text(as_csv(flat))
    land(tmp_path / "landing", tmp_path / "home", AS_OF, progress=False)
    with duckdb.connect(str(tmp_path / "home" / "raw" / "raw.duckdb"), read_only=True) as raw:
        found = raw.execute(
            "select customer_id, id, cast(date as varchar), cost_micros, impressions, clicks"
            " from google_ads.campaign_stats order by id"
        ).fetchall()
    assert found == [
        ("11", "7", "2026-05-01", 1500000, 20, 3),
        ("11", "8", "2026-05-01", 2500000, 40, 5),
    ]
