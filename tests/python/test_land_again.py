"""Landing again: once per file, its own rows replaced, nothing lost, everything added up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from scripts.contracts import ContractError, load_contracts
from scripts.home import PROJECT
from scripts.land import write_catalog
from tests.python.landing_helpers import SHOP_YML, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def ids(shop: Shop) -> list[str]:
    return [row[0] for row in shop.query("select order_id from raw.shop.orders order by 1")]


def test_the_same_file_is_landed_once(shop: Shop) -> None:
    shop.orders({}, {})
    assert shop.land().changed
    manifest = (shop.home / "raw" / "manifest.json").read_bytes()
    report = shop.land()
    assert not report.changed
    assert shop.table(report).files_unchanged == 1
    assert (shop.home / "raw" / "manifest.json").read_bytes() == manifest
    assert ids(shop) == ["o1", "o2"]


def test_a_changed_file_replaces_its_own_rows_and_no_others(shop: Shop) -> None:
    shop.orders({"order_id": "a1"}, {"order_id": "a2"}, name="shop/orders/a.csv")
    shop.orders({"order_id": "b1"}, name="shop/orders/b.csv")
    shop.land()
    shop.orders({"order_id": "a2"}, {"order_id": "a3"}, name="shop/orders/a.csv")
    report = shop.land()
    assert ids(shop) == ["a2", "a3", "b1"]
    assert (shop.table(report).files_new, shop.table(report).files_unchanged) == (1, 1)
    assert len(list((shop.home / "raw" / "batches").rglob("*.parquet"))) == 2


def test_a_file_that_is_gone_leaves_its_rows(shop: Shop) -> None:
    shop.orders({"order_id": "a"}, name="shop/orders/a.csv")
    shop.orders({"order_id": "b"}, name="shop/orders/b.csv")
    shop.land()
    (shop.landing / "shop/orders/a.csv").unlink()
    shop.land()
    assert ids(shop) == ["a", "b"]


def test_an_emptied_landing_folder_keeps_what_was_landed(shop: Shop) -> None:
    path = shop.orders({})
    shop.land()
    path.unlink()
    path.parent.rmdir()
    assert not shop.land().changed
    assert ids(shop) == ["o1"]


def test_the_same_content_under_two_names_is_landed_once(shop: Shop) -> None:
    rows = "visitor\nv1\nv2\n"
    shop.write("shop/visits/a.csv", rows)
    shop.write("shop/visits/b.csv", rows)
    report = shop.land()
    (warning,) = shop.table(report, "visits").warnings
    assert warning == "shop/visits/b.csv: has the content of shop/visits/a.csv; landed once"
    assert shop.query("select count(*) from raw.shop.visits") == [(2,)]


def test_a_renamed_file_is_not_landed_twice(shop: Shop) -> None:
    path = shop.write("shop/visits/a.csv", "visitor\nv1\nv2\n")
    shop.land()
    path.rename(path.with_name("z.csv"))
    shop.land()
    shop.land()
    assert shop.query("select count(*) from raw.shop.visits") == [(2,)]


def test_a_file_that_becomes_a_copy_of_another_loses_its_own_rows(shop: Shop) -> None:
    shop.write("shop/visits/a.csv", "visitor\nv1\n")
    shop.write("shop/visits/b.csv", "visitor\nv2\n")
    shop.land()
    shop.write("shop/visits/b.csv", "visitor\nv1\n")
    shop.land()
    assert shop.query("select visitor from raw.shop.visits") == [("v1",)]


def test_two_files_that_swap_their_content_are_both_read_again(shop: Shop) -> None:
    shop.write("shop/visits/a.csv", "visitor\nv1\n")
    shop.write("shop/visits/b.csv", "visitor\nv2\n")
    shop.land()
    shop.write("shop/visits/a.csv", "visitor\nv2\n")
    shop.write("shop/visits/b.csv", "visitor\nv1\n")
    shop.land()
    found = shop.query("select _file, visitor from raw.shop.visits order by 1")
    assert found == [("shop/visits/a.csv", "v2"), ("shop/visits/b.csv", "v1")]


def test_rows_in_the_future_land_when_their_day_has_come(shop: Shop) -> None:
    shop.orders({}, {"ordered_at": "2026-07-02 12:00:00"})
    shop.land(date(2026, 6, 30))
    assert (ids(shop), shop.quarantine()[0][2]) == (["o1"], "is in the future")
    assert not shop.land(date(2026, 6, 30)).changed
    assert shop.land(date(2026, 7, 2)).changed
    assert (ids(shop), shop.quarantine()) == (["o1", "o2"], [])
    assert not shop.land(date(2026, 7, 3)).changed


def test_a_row_of_the_far_future_does_not_make_its_file_land_every_night(shop: Shop) -> None:
    shop.orders({}, {"ordered_at": "2099-01-01"}, {"shipped_date": "2026-07-03"})
    shop.land(date(2026, 6, 30))
    assert not shop.land(date(2026, 7, 1)).changed
    assert shop.land(date(2026, 7, 2)).changed
    assert not shop.land(date(2026, 7, 3)).changed
    assert ids(shop) == ["o1", "o3"]


def test_an_earlier_day_does_not_see_what_is_later(shop: Shop) -> None:
    shop.orders({}, {"ordered_at": "2026-07-02 12:00:00"})
    shop.land(date(2026, 7, 3))
    shop.land(date(2026, 6, 30))
    assert ids(shop) == ["o1"]


def test_a_changed_contract_reads_the_files_again(shop: Shop) -> None:
    shop.orders({"note": "1.5", "colour": "red"})
    shop.land()
    new = SHOP_YML.replace("{name: note, data_type: varchar}", "{name: colour, data_type: varchar}")
    shop.contract(new)
    report = shop.land()
    assert shop.table(report).files_new == 1
    assert shop.table(report).unknown_columns == ["note"]
    assert shop.query("select colour from raw.shop.orders") == [("red",)]


def test_a_batch_of_an_earlier_contract_whose_file_is_gone_still_reads(shop: Shop) -> None:
    shop.orders({"order_id": "a"}, name="shop/orders/a.csv")
    shop.land()
    (shop.landing / "shop/orders/a.csv").unlink()
    shop.contract(
        SHOP_YML.replace("{name: note, data_type: varchar}", "{name: colour, data_type: varchar}")
    )
    shop.orders({"order_id": "b", "colour": "red"}, name="shop/orders/b.csv")
    shop.land()
    found = shop.query("select order_id, colour from raw.shop.orders order by 1")
    assert found == [("a", None), ("b", "red")]


def test_what_only_says_which_row_wins_reads_nothing_again(shop: Shop) -> None:
    shop.orders({}, {"order_id": "o1"})
    shop.land()
    shop.contract(SHOP_YML.replace(", updated_at: updated_at}", "}"))
    assert not shop.land().changed


def test_a_file_with_far_fewer_rows_than_before_is_refused_until_allowed(shop: Shop) -> None:
    shop.orders(*({} for _ in range(100)))
    shop.land()
    shop.orders(*({} for _ in range(49)))
    assert "has 49 rows where it had 100" in shop.refusals()[0]
    assert len(ids(shop)) == 100
    shop.land(allow_shrink=True)
    assert len(ids(shop)) == 49


def test_a_file_with_half_its_rows_is_taken(shop: Shop) -> None:
    shop.orders(*({} for _ in range(100)))
    shop.land()
    shop.orders(*({} for _ in range(50)))
    shop.land()
    assert len(ids(shop)) == 50


@pytest.mark.parametrize("kind", ["batches", "quarantine"])
def test_a_flipped_bit_in_what_was_landed_is_refused_by_name(shop: Shop, kind: str) -> None:
    shop.orders({}, {"amount": "x"})
    shop.land()
    (batch,) = (shop.home / "raw" / kind).rglob("*.parquet")
    content = bytearray(batch.read_bytes())
    content[len(content) // 2] ^= 1
    batch.write_bytes(content)
    (line,) = shop.refusals()
    assert str(batch) in line
    assert "is damaged" in line
    batch.unlink()
    shop.land()
    assert ids(shop) == ["o1"]
    assert len(shop.quarantine()) == 1


def test_a_batch_that_is_gone_with_its_file_is_refused(shop: Shop) -> None:
    path = shop.orders({})
    shop.land()
    next((shop.home / "raw" / "batches").rglob("*.parquet")).unlink()
    path.unlink()
    (line,) = shop.refusals()
    assert "is gone, and so is shop/orders.csv" in line


def test_left_overs_of_a_landing_that_died_are_cleaned_away(shop: Shop) -> None:
    shop.orders({})
    shop.land()
    raw = shop.home / "raw"
    orphan = raw / "batches" / "shop" / "orders" / "0000000000000000.parquet"
    orphan.write_bytes(b"half")
    (raw / "incoming").mkdir()
    (raw / "incoming" / "x").write_bytes(b"half")
    (raw / "raw.duckdb.wal").write_bytes(b"old log")
    (raw / "raw.next.duckdb").write_bytes(b"half")
    shop.land()
    assert ids(shop) == ["o1"]
    assert not orphan.exists()
    assert sorted(path.name for path in raw.iterdir()) == ["batches", "manifest.json", "raw.duckdb"]


def test_the_newest_version_of_a_key_wins(shop: Shop) -> None:
    shop.orders(
        {"order_id": "k", "status": "old", "updated_at": "2026-01-01"},
        {"order_id": "k", "status": "new", "updated_at": "2026-01-03"},
        {"order_id": "k", "status": "middle", "updated_at": "2026-01-02"},
        {"order_id": "k", "status": "undated"},
    )
    shop.land()
    assert shop.query("select status from raw.shop.orders") == [("new",)]
    counts = shop.reconciled()
    assert (counts.rows_in, counts.rows_loaded, counts.rows_duplicate) == (4, 1, 3)
    assert counts.balances


def test_of_equal_versions_the_one_loaded_last_wins_then_the_later_file_and_row(
    shop: Shop,
) -> None:
    def same(status: str, loaded: str) -> dict[str, str | None]:
        updated = "2026-01-01"
        return {
            "order_id": "k",
            "status": status,
            "updated_at": updated,
            "_fivetran_synced": loaded,
        }

    shop.orders(same("late", "2026-02-02"), same("early", "2026-02-01"), name="shop/orders/a.csv")
    shop.land()
    assert shop.query("select status from raw.shop.orders") == [("late",)]
    shop.orders(same("first", "2026-02-02"), same("second", "2026-02-02"), name="shop/orders/b.csv")
    shop.land()
    assert shop.query("select status from raw.shop.orders") == [("second",)]
    assert shop.reconciled().rows_duplicate == 3


def test_the_newest_report_of_a_day_replaces_older_ones_and_its_rows_add_up(shop: Shop) -> None:
    head = "account,day,cost,_fivetran_synced\n"
    shop.write(
        "shop/spend/1.csv",
        head
        + "a,2026-01-01,1,2026-01-02\na,2026-01-01,2,2026-01-02\n"
        + "a,2026-01-02,4,2026-01-02\nb,2026-01-02,8,2026-01-02\n",
    )
    shop.write(
        "shop/spend/0.csv",
        head + "a,2026-01-02,16,2026-01-03\na,2026-01-02,16,2026-01-03\n",
    )
    shop.land()
    found = shop.query(
        "select account, day::varchar, sum(cost)::int from raw.shop.spend group by all order by all"
    )
    assert found == [("a", "2026-01-01", 3), ("a", "2026-01-02", 32), ("b", "2026-01-02", 8)]
    counts = shop.reconciled("spend")
    assert (counts.rows_in, counts.rows_loaded, counts.rows_duplicate) == (6, 5, 1)
    assert counts.balances


def test_without_load_times_the_later_file_name_is_the_newer_report(shop: Shop) -> None:
    shop.write("shop/spend/2026-01-02.csv", "account,day,cost\na,2026-01-01,2\n")
    shop.write("shop/spend/2026-01-03.csv", "account,day,cost\na,2026-01-01,3\n")
    shop.land()
    assert shop.query("select cost::int from raw.shop.spend") == [(3,)]


def test_rows_of_a_table_without_key_all_count(shop: Shop) -> None:
    shop.write("shop/visits.csv", "visitor\nv\nv\n")
    shop.land()
    assert shop.query("select count(*) from raw.shop.visits") == [(2,)]
    assert shop.reconciled("visits").balances


def test_every_source_table_is_there_and_empty_where_nothing_landed(shop: Shop) -> None:
    shop.orders({})
    shop.land()
    described = shop.query("describe raw.shop.spend")
    assert [row[:2] for row in described] == [
        ("account", "VARCHAR"),
        ("day", "DATE"),
        ("cost", "DECIMAL(18,2)"),
        ("_loaded_at", "TIMESTAMP"),
        ("_is_deleted", "BOOLEAN"),
        ("_file", "VARCHAR"),
        ("_row", "BIGINT"),
    ]
    assert shop.query("select count(*) from raw.shop.spend") == [(0,)]
    landed = {row[0]: row[1] for row in shop.query("describe raw.shop.orders")}
    assert landed["ordered_at"] == "TIMESTAMP"
    assert landed["amount"] == "DECIMAL(18,4)"


def test_the_raw_database_can_be_written_before_anything_landed(tmp_path: Path) -> None:
    contracts = load_contracts(PROJECT)
    write_catalog(tmp_path, contracts)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path}/raw/raw.duckdb' as raw (read_only)")
        for system in contracts.values():
            for table in system.tables.values():
                found = connection.execute(
                    f'select count(*), count(_is_deleted) from raw.{system.name}."{table.name}"'
                )
                assert found.fetchone() == (0, 0)
        assert connection.execute("select count(*) from raw.ops.quarantine").fetchone() == (0,)


def test_ops_loads_tells_what_each_file_gave(shop: Shop) -> None:
    shop.orders({}, {"amount": "x"})
    shop.land()
    found = shop.query(
        "select system, table_name, file, length(sha256), rows_in, rows_loaded, "
        "rows_quarantined, landed_at is not null from raw.ops.loads"
    )
    assert found == [("shop", "orders", "shop/orders.csv", 64, 2, 1, 1, True)]


def test_landed_at_is_all_that_the_clock_decides(shop: Shop) -> None:
    shop.orders({}, {"amount": "x"})
    shop.land()
    first = json.loads((shop.home / "raw" / "manifest.json").read_text())
    shop.home = shop.home.with_name("other")
    shop.land()
    second = json.loads((shop.home / "raw" / "manifest.json").read_text())
    for manifest in (first, second):
        for file in manifest["files"]:
            del file["landed_at"]
    assert first == second


def test_landing_in_any_order_gives_the_same_rows(shop: Shop) -> None:
    versions = [
        {"order_id": f"k{n % 3}", "status": f"s{n}", "updated_at": f"2026-01-{n % 4 + 1:02}"}
        for n in range(12)
    ]
    names = [f"shop/orders/{n:02}.csv" for n in range(12)]
    for row, name in zip(versions, names, strict=True):
        shop.orders(row, name=name)
    shop.land()
    at_once = shop.query("select order_id, status, _file from raw.shop.orders order by 1")
    for name in names:
        (shop.landing / name).unlink()
    shop.home = shop.home.with_name("other")
    for row, name in reversed(list(zip(versions, names, strict=True))):
        shop.orders(row, name=name)
        shop.land()
    one_by_one = shop.query("select order_id, status, _file from raw.shop.orders order by 1")
    assert one_by_one == at_once


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("data_type: hugeint", "'hugeint' is not a type that land can read"),
        ("data_type: struct(a", "ends too early"),
        ("data_type: decimal(18)", "decimal"),
    ],
)
def test_a_contract_that_cannot_be_obeyed_is_named(shop: Shop, wrong: str, says: str) -> None:
    shop.contract(
        SHOP_YML.replace(
            "{name: note, data_type: varchar}",
            f'{{name: note, "{wrong}"}}'.replace('"data_type: ', 'data_type: "'),
        )
    )
    with pytest.raises(ContractError, match="shop.orders.note") as raised:
        shop.contracts  # noqa: B018
    assert says in str(raised.value)


def test_a_key_that_is_no_column_is_named(shop: Shop) -> None:
    shop.contract(SHOP_YML.replace("key: [order_id]", "key: [order_nr]"))
    with pytest.raises(ContractError, match="order_nr is not one of its columns"):
        shop.contracts  # noqa: B018
