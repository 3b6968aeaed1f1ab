"""Whole files: what is refused, with which line, and what is taken as it comes."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from scripts.home import Misused
from tests.python.landing_helpers import ORDER, Shop, as_csv

GOOD = as_csv([{**ORDER, "order_id": f"o{n}"} for n in range(1, 4)])
HEADER, *LINES = GOOD.splitlines()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def parquet(path: Path, select: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy ({select}) to '{path}' (format parquet)")


REFUSED: dict[str, tuple[str, str | bytes, str]] = {
    "a file of 0 bytes": ("orders.csv", "", "is empty (0 bytes)"),
    "a header without rows": ("orders.csv", HEADER + "\n", "has a header and no rows"),
    "a header without rows or newline": ("orders.csv", HEADER, "has a header and no rows"),
    "a gzip of nothing": ("orders.csv.gz", gzip.compress(b""), "is empty"),
    "rows without a header": ("orders.csv", "\n".join(LINES) + "\n", "has no header"),
    "a blank first line": ("orders.csv", "\n" + GOOD, "first line is blank"),
    "a missing required column": (
        "orders.csv",
        "order_id,status,ordered_at\no1,open,2026-01-02\n",
        "has no column amount, which shop.orders needs",
    ),
    "a renamed required column": (
        "orders.csv",
        GOOD.replace("amount", "amount_usd"),
        "amount (looks renamed to amount_usd)",
    ),
    "a renamed required column with nothing alike": (
        "orders.csv",
        GOOD.replace("status", "phase"),
        "status (looks renamed to phase)",
    ),
    "a missing key column": (
        "orders.csv",
        "status,amount,ordered_at\nopen,1,2026-01-02\n",
        "has no column order_id",
    ),
    "a column that is there twice": (
        "orders.csv",
        "order_id,status,amount,Amount,ordered_at\no1,open,1,2,2026-01-02\n",
        "has the column amount more than once",
    ),
    "a web page": (
        "orders.csv",
        "<!DOCTYPE html>\n<html><body>503 Service Unavailable</body></html>\n",
        "is a web page",
    ),
    "a web page in lower case after blanks": ("orders.csv", "\n  <html>", "is a web page"),
    "an XML error": ("orders.csv", "<?xml version='1.0'?><Error/>", "is XML"),
    "a JSON error in a csv": ("orders.csv", '{"error": "quota exceeded"}\n', "is JSON"),
    "a JSON list in a csv": ("orders.csv", '[{"order_id": 1}]', "is JSON"),
    "a workbook named csv": ("orders.csv", b"PK\x03\x04rest", "is a zip or an Excel workbook"),
    "a gzip named csv": ("orders.csv", gzip.compress(GOOD.encode()), "add .gz to its name"),
    "a parquet named csv": ("orders.csv", b"PAR1rest", "name it .parquet"),
    "a workbook": ("orders.xlsx", b"PK\x03\x04rest", ".xlsx cannot be read"),
    "a csv named gz": ("orders.csv.gz", GOOD, "is not a sound gzip"),
    "a gzip cut in half": (
        "orders.csv.gz",
        gzip.compress(GOOD.encode() * 999)[:400],
        "is a gzip that ends too early",
    ),
    "a gzip without its last bytes": (
        "orders.csv.gz",
        gzip.compress(GOOD.encode())[:-8],
        "is a gzip that ends too early",
    ),
    "a gzip with a flipped bit": (
        "orders.csv.gz",
        (lambda g: g[:-20] + bytes([g[-20] ^ 1]) + g[-19:])(gzip.compress(GOOD.encode())),
        "is not a sound gzip",
    ),
    "a row cut short": ("orders.csv", GOOD + "o4,op", "line 5: has 2 fields, the header has 4"),
    "a row with a field too many": (
        "orders.csv",
        f"{HEADER}\n{LINES[0]},surplus\n",
        "line 2: has 5 fields, the header has 4",
    ),
    "a row cut inside a quote": (
        "orders.csv",
        GOOD + 'o4,"op',
        "line 5: a quote is opened and never closed",
    ),
    "UTF-16": ("orders.csv", GOOD.encode("utf-16"), "is in UTF-16"),
    "UTF-16 without a mark": ("orders.csv", GOOD.encode("utf-16-le"), "is in UTF-16"),
    "Latin-1": (
        "orders.csv",
        GOOD.replace("open", "offen für", 1).encode("latin-1"),
        "line 2: is not UTF-8",
    ),
    "semicolons": ("orders.csv", GOOD.replace(",", ";"), "is separated by ';'"),
    "tabs": ("orders.csv", GOOD.replace(",", "\t"), "is separated by '\\t'"),
    "mixed line ends": (
        "orders.csv",
        f"{HEADER}\r\n{LINES[0]}\n{LINES[1]}\r\n",
        "mixes line ends",
    ),
    "a JSON error": ("orders.json", '{"error": {"code": 401}}', "is an error message"),
    "a JSON object of nothing known": ("orders.json", '{"page": 1}', "has no records of"),
    "an empty JSON list": ("orders.json", "[]", "has no records"),
    "text in a json": ("orders.json", "Unauthorized", "is not JSON"),
    "a JSON list cut short": (
        "orders.json",
        '[{"order_id":1,"status":"x","amount":1,"ordered_at":"2026-01-01"},{"order_id":2',
        "is not sound JSON",
    ),
    "NDJSON cut short": (
        "orders.ndjson",
        '{"order_id":1,"status":"x","amount":1,"ordered_at":"2026-01-01"}\n{"order_id":2',
        "is not sound JSON (line 3",
    ),
    "NDJSON that is not UTF-8": (
        "orders.ndjson",
        b'{"order_id":1,"status":"\xe9","amount":1,"ordered_at":"2026-01-01"}\n',
        "is not UTF-8",
    ),
    "a number among JSON records": (
        "orders.ndjson",
        '{"order_id":1,"status":"x","amount":1,"ordered_at":"2026-01-01"}\n5\n',
        "is not sound JSON",
    ),
    "a JSON key that is there twice": (
        "orders.ndjson",
        '{"order_id":1,"order_id":2,"status":"x","amount":1,"ordered_at":"2026-01-01"}\n',
        "duplicate key",
    ),
    "a required key that no JSON record has": (
        "orders.ndjson",
        '{"order_id":1,"status":"x","ordered_at":"2026-01-01"}\n',
        "has no column amount",
    ),
    "half a parquet": ("orders.parquet", b"PAR1" + b"\0" * 40, "is not a parquet file"),
    "a web page named parquet": ("orders.parquet", "<html></html>", "is not a parquet file"),
}


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_file_that_cannot_be_right_is_refused_in_one_line(shop: Shop, case: str) -> None:
    name, content, says = REFUSED[case]
    shop.write(f"shop/{name}", content)
    (line,) = shop.refusals()
    assert line.startswith(f"shop/{name}: ")
    assert says in line
    assert not (shop.home / "raw" / "raw.duckdb").exists()


TAKEN: dict[str, tuple[str, str | bytes]] = {
    "plain": ("orders.csv", GOOD),
    "a byte order mark": ("orders.csv", b"\xef\xbb\xbf" + GOOD.encode()),
    "Windows line ends": ("orders.csv", GOOD.replace("\n", "\r\n")),
    "old Mac line ends": ("orders.csv", GOOD.replace("\n", "\r")),
    "no newline at the end": ("orders.csv", GOOD.rstrip()),
    "blank lines at the end": ("orders.csv", GOOD + "\n\n"),
    "a header in another case": ("orders.csv", GOOD.replace("order_id", "OrderID")),
    "a header with blanks": ("orders.csv", GOOD.replace("ordered_at", " Ordered At ")),
    "a quoted header": ("orders.csv", GOOD.replace("order_id", '"order_id"')),
    "every field quoted": (
        "orders.csv",
        as_csv([{**ORDER, "order_id": f"o{n}"} for n in range(1, 4)], quoting=1),
    ),
    "gzip": ("orders.csv.gz", gzip.compress(GOOD.encode())),
    "gzip in two pieces": (
        "orders.csv.gz",
        gzip.compress(f"{HEADER}\n{LINES[0]}\n".encode())
        + gzip.compress("\n".join(LINES[1:]).encode()),
    ),
    "a table name in another spelling": ("Orders.CSV", GOOD),
    "a folder of files": ("orders/2026/01.csv", GOOD),
    "a folder named as a file": ("orders.csv/part-0.csv", GOOD),
}


@pytest.mark.parametrize("case", TAKEN, ids=str)
def test_a_harmless_difference_changes_nothing(shop: Shop, case: str) -> None:
    name, content = TAKEN[case]
    shop.write(f"shop/{name}", content)
    shop.land()
    found = shop.query("select order_id, status, amount::varchar from raw.shop.orders order by 1")
    assert found == [(f"o{n}", "open", "10.5000") for n in (1, 2, 3)]


def test_columns_are_found_by_name_in_any_order(shop: Shop) -> None:
    shop.write("shop/orders.csv", "note,ordered_at,amount,status,order_id\nn,2026-01-02,1,s,o9\n")
    shop.land()
    assert shop.query("select order_id, status, note from raw.shop.orders") == [("o9", "s", "n")]


def test_an_unknown_column_is_taken_and_reported(shop: Shop) -> None:
    shop.orders({"favourite_colour": "blue", "quantity": "2"})
    report = shop.land()
    assert shop.table(report).unknown_columns == ["favourite_colour"]
    assert shop.query("select quantity from raw.shop.orders") == [(2,)]


def test_an_unknown_column_that_is_there_twice_is_a_warning(shop: Shop) -> None:
    shop.write("shop/orders.csv", f"{HEADER},x,x\n{LINES[0]},1,2\n")
    assert "unknown column x more than once" in shop.table(shop.land()).warnings[0]


def test_a_missing_optional_column_is_null(shop: Shop) -> None:
    shop.orders({})
    shop.land()
    assert shop.query("select quantity, note, is_paid from raw.shop.orders") == [(None,) * 3]


def test_a_custom_field_fills_our_column_by_the_first_name_that_is_there(shop: Shop) -> None:
    shop.orders({"area__c": "North", "region": "ignored"})
    assert shop.table(shop.land()).unknown_columns == []
    assert shop.query("select region from raw.shop.orders") == [("North",)]


def test_what_is_not_data_is_ignored(shop: Shop) -> None:
    shop.orders({})
    for name in (".DS_Store", "orders.csv.tmp", "orders.part", "README", "notes.txt", "a.md"):
        shop.write(f"shop/{name}", "no data")
        shop.write(name, "no data")
    report = shop.land()
    assert shop.table(report).rows_loaded == 1
    assert "shop/orders.csv.tmp" in report.ignored
    assert report.warnings == []


def test_an_unknown_table_is_reported_and_ignored(shop: Shop) -> None:
    shop.orders({})
    shop.write("shop/order.csv", GOOD)
    (warning,) = shop.land().warnings
    assert "shop/order.csv: shop has no table of that name (did you mean orders?)" in warning


def test_an_unknown_system_is_refused_with_the_names_we_know(shop: Shop) -> None:
    shop.write("shopp/orders.csv", GOOD)
    assert shop.refusals() == ["shopp/: is not a system we know; known are shop"]


def test_an_empty_landing_folder_is_refused_the_first_time(shop: Shop) -> None:
    (line,) = shop.refusals()
    assert "has no files to land" in line


def test_an_empty_table_folder_is_refused_by_name(shop: Shop) -> None:
    (shop.landing / "shop" / "orders").mkdir(parents=True)
    assert shop.refusals() == ["shop/orders/: is empty; put the export there, or delete the folder"]


def test_a_table_folder_whose_first_file_is_still_being_written_is_not_empty(shop: Shop) -> None:
    shop.write("shop/orders/01.csv.part", "half")
    shop.write("shop/spend.csv", "account,day,cost\na,2026-01-01,1\n")
    assert shop.land().ignored == ["shop/orders/01.csv.part"]


def test_a_landing_folder_that_is_not_there_is_a_usage_error(shop: Shop) -> None:
    shop.landing.rmdir()
    with pytest.raises(Misused, match="is not a folder"):
        shop.land()


def test_all_refused_files_are_named_at_once_and_good_ones_stay_invisible(shop: Shop) -> None:
    shop.orders({}, name="shop/orders/1.csv")
    shop.land()
    manifest = (shop.home / "raw" / "manifest.json").read_bytes()
    shop.orders({"order_id": "new"}, name="shop/orders/2.csv")
    shop.write("shop/orders/3.csv", "")
    shop.write("shop/spend.csv", "<html>")
    assert [line.split(":")[0] for line in shop.refusals()] == [
        "shop/orders/3.csv",
        "shop/spend.csv",
    ]
    assert (shop.home / "raw" / "manifest.json").read_bytes() == manifest
    assert shop.query("select order_id from raw.shop.orders") == [("o1",)]
    assert not (shop.home / "raw" / "incoming").exists()
    assert len(list((shop.home / "raw" / "batches").rglob("*.parquet"))) == 1


def test_a_file_that_changes_while_it_is_read_is_refused(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    import scripts.land

    path = shop.orders({})
    really = scripts.land.open_source

    def open_and_append(*arguments: object) -> object:
        with path.open("a") as file:
            file.write("o2,open,1,2026-01-02\n")
        return really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(scripts.land, "open_source", open_and_append)
    (line,) = shop.refusals()
    assert "changed while it was read" in line
