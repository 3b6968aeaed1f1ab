"""Single values: what is accepted, and as what; what is quarantined, and why."""

from __future__ import annotations

import csv
import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.python.landing_helpers import ORDER, Shop, as_csv

ACCEPTED: list[tuple[str, str, Any]] = [
    ("amount", "1e3", Decimal("1000")),
    ("amount", " 12.5 ", Decimal("12.5")),
    ("amount", "-12.5000000", Decimal("-12.5")),
    ("amount", ".5", Decimal("0.5")),
    ("amount", "1.005", Decimal("1.005")),
    ("amount", "99999999999999.9999", Decimal("99999999999999.9999")),
    ("amount", "1.25E-2", Decimal("0.0125")),
    ("amount", "", None),
    ("quantity", "7", 7),
    ("quantity", "7.00", 7),
    ("quantity", "1e3", 1000),
    ("quantity", "9223372036854775807", 9223372036854775807),
    ("score", "1e-5", 1e-5),
    ("score", "-0.1", -0.1),
    ("is_paid", "TRUE", True),
    ("is_paid", "false", False),
    ("is_paid", "1", True),
    ("is_paid", "0", False),
    ("is_paid", "Yes", True),
    ("is_paid", "no", False),
    ("is_paid", " ", None),
    ("ordered_at", "2022-02-01 2:20:51", datetime(2022, 2, 1, 2, 20, 51)),
    ("ordered_at", "2021-06-29T17:19:05.102", datetime(2021, 6, 29, 17, 19, 5, 102000)),
    ("ordered_at", "2025-01-01T00:30:00+08:00", datetime(2024, 12, 31, 16, 30)),
    ("ordered_at", "2021-11-09T15:54:22.000+0000", datetime(2021, 11, 9, 15, 54, 22)),
    ("ordered_at", "2025-01-01T00:30:00Z", datetime(2025, 1, 1, 0, 30)),
    ("ordered_at", "2025-01-01 00:30:00 UTC", datetime(2025, 1, 1, 0, 30)),
    ("ordered_at", "2025-01-01", datetime(2025, 1, 1)),
    ("ordered_at", "2026-07-01 00:00:00", datetime(2026, 7, 1)),
    ("ordered_at", "1990-01-01 00:00:00", datetime(1990, 1, 1)),
    ("paid_at", "2025-01-01", datetime(2025, 1, 1, 23, 59, 59, 999999)),
    ("paid_at", "2025-01-01 08:00:00", datetime(2025, 1, 1, 8)),
    ("due_date", "2017-03-01 00:00:00", date(2017, 3, 1)),
    ("due_date", "2017-03-01T23:30:00-08:00", date(2017, 3, 1)),
    ("due_date", "2099-12-31", date(2099, 12, 31)),
    ("shipped_date", "2026-07-01", date(2026, 7, 1)),
    ("product_2_id", "007", "007"),
    ("product_2_id", "12345678901234567890", "12345678901234567890"),
    ("note", "NULL", "NULL"),
    ("note", "-", "-"),
    ("note", "", None),
    ("note", "日本語 🎉 שלום", "日本語 🎉 שלום"),
    ("note", "two\nlines", "two\nlines"),
    ("note", '5" disk, black', '5" disk, black'),
    ("note", "=HYPERLINK(1)", "=HYPERLINK(1)"),
    ("note", "'); drop table orders; --", "'); drop table orders; --"),
    ("note", " blanks stay ", " blanks stay "),
    ("note", "x" * 65_536, "x" * 65_536),
    ("note", "back\\slash", "back\\slash"),
]

NO_AMOUNT = "is not a number of decimal(18, 4)"
QUARANTINED: list[tuple[str, str, str]] = [
    ("amount", "twelve", NO_AMOUNT),
    ("amount", "1.00501", NO_AMOUNT),
    ("amount", "1.00000000000000000000000001", NO_AMOUNT),
    ("amount", "1.23456e0", NO_AMOUNT),
    ("amount", "100000000000000", NO_AMOUNT),
    ("amount", "1,234.56", NO_AMOUNT),
    ("amount", "1.234,56", NO_AMOUNT),
    ("amount", "1_000", NO_AMOUNT),
    ("amount", "$100.50", NO_AMOUNT),
    ("amount", "N/A", NO_AMOUNT),
    ("amount", "NaN", NO_AMOUNT),
    ("amount", "inf", NO_AMOUNT),
    ("amount", ".", NO_AMOUNT),
    ("quantity", "1.5", "is not a whole number"),
    ("quantity", "0x1F", "is not a whole number"),
    ("quantity", "1_000", "is not a whole number"),
    ("quantity", "9223372036854775808", "is not a whole number"),
    ("quantity", "-1", "is below 0"),
    ("score", "NaN", "is not a number"),
    ("score", "infinity", "is not a number"),
    ("score", "1e999", "is not a number"),
    ("is_paid", "maybe", "is not true or false"),
    ("is_paid", "2", "is not true or false"),
    ("ordered_at", "", "is empty"),
    ("ordered_at", "2025-02-30", "is not a time"),
    ("ordered_at", "03/04/2025", "is not a time"),
    ("ordered_at", "1654235072000", "is not a time"),
    ("ordered_at", "20220603", "is not a time"),
    ("ordered_at", "2026-07-01 00:00:01", "is in the future"),
    ("ordered_at", "2099-01-01", "is in the future"),
    ("ordered_at", "infinity", "is in the future"),
    ("ordered_at", "epoch", "is before 1990-01-01"),
    ("ordered_at", "1989-12-31 23:59:59", "is before 1990-01-01"),
    ("shipped_date", "2026-07-02", "is in the future"),
    ("shipped_date", "2017-03-01x", "is not a date"),
    ("due_date", "2025-02-30", "is not a date"),
    ("due_date", "03/04/2025", "is not a date"),
    ("due_date", "infinity", "is not a date"),
    ("due_date", "1970-01-01", "is before 1990-01-01"),
    ("order_id", "", "is empty"),
    ("note", "c\0f", "holds a NUL byte"),
    ("note", "x" * 65_537, "is longer than 64 KB"),
    ("note", "x" * 3_000_000, "is longer than 64 KB"),
]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_every_value_that_can_be_read_is_read_as_what_it_means(shop: Shop) -> None:
    shop.orders(*({column: text} for column, text, _ in ACCEPTED))
    shop.land()
    assert shop.quarantine() == []
    for row, (column, text, value) in enumerate(ACCEPTED, 1):
        found = shop.query(f"select {column} from raw.shop.orders where _row = {row}")
        assert found == [(value,)], (column, text)


def test_every_value_that_cannot_be_read_puts_its_row_in_quarantine(shop: Shop) -> None:
    shop.orders(*({column: text} for column, text, _ in QUARANTINED), {"note": "sound"})
    report = shop.land()
    assert shop.quarantine() == [
        (row, column, reason, text.strip()[:200] or None)
        for row, (column, text, reason) in enumerate(QUARANTINED, 1)
    ]
    assert shop.query("select note from raw.shop.orders") == [("sound",)]
    table = shop.table(report)
    assert (table.rows_in, table.rows_loaded) == (len(QUARANTINED) + 1, 1)
    assert table.rows_quarantined == len(QUARANTINED)


def test_one_bad_number_among_100_000_rows_costs_one_row(shop: Shop) -> None:
    rows = [
        {**ORDER, "order_id": f"o{n}", "amount": f"{n % 1000}.{n % 100:02}"}
        for n in range(1, 100_001)
    ]
    rows[59_999]["amount"] = "sixty"
    path = shop.write("shop/orders.csv", as_csv(rows))
    shop.land()
    with path.open(newline="") as file:
        right = sum(Decimal(r["amount"]) for r in csv.DictReader(file) if r["amount"] != "sixty")
    found = shop.query("select count(*), sum(amount) from raw.shop.orders")
    assert found == [(99_999, right)]
    assert shop.quarantine() == [(60_000, "amount", NO_AMOUNT, "sixty")]
    assert shop.reconciled().balances


def test_a_row_with_several_faults_is_in_quarantine_once_and_tells_them_all(shop: Shop) -> None:
    shop.orders({"amount": "x", "quantity": "-1", "ordered_at": "2099-01-01"})
    shop.land()
    reason = f"{NO_AMOUNT}; quantity is below 0; ordered_at is in the future"
    assert shop.quarantine() == [(1, "amount", reason, "x")]


def test_quarantine_says_which_file(shop: Shop) -> None:
    shop.orders({}, name="shop/orders/a.csv")
    shop.orders({}, {"order_id": "o3", "amount": "x"}, name="shop/orders/b.csv")
    shop.land()
    found = shop.query("select system, table_name, file, row_number from raw.ops.quarantine")
    assert found == [("shop", "orders", "shop/orders/b.csv", 2)]


def test_declared_delimiter_encoding_zone_dates_and_null_words_are_obeyed(shop: Shop) -> None:
    lines = [
        "id;name;day;at;closed_at;clicked_at;amount",
        "1;Café, Köln €;03/04/2025;2025-01-15 20:00:00;2025-07-01;1654235072000;NULL",
        "2;N/A;2025-04-03;2025-07-15 20:00:00;;1654235072000.5;-",
        "3;-;31/04/2025;2025-07-15T20:00:00Z;;;1",
        "4;NULL;;;;06/03/2022 01:44 AM;",
        "5;NULL;;;;2022-06-03 01:44;",
        "6;NULL;;;;3.6.2022;",
    ]
    shop.write("shop/legacy.csv", ("\n".join(lines) + "\n").encode("cp1252"))
    shop.land()
    clicked = datetime(2022, 6, 3, 5, 44, 32)
    assert shop.query(
        'select name, day, "at", closed_at, clicked_at, amount from raw.shop.legacy order by id'
    ) == [
        (
            "Café, Köln €",
            date(2025, 4, 3),
            datetime(2025, 1, 16, 1),
            datetime(2025, 7, 2, 3, 59, 59, 999999),
            clicked,
            None,
        ),
        (
            None,
            date(2025, 4, 3),
            datetime(2025, 7, 16),
            None,
            clicked.replace(microsecond=500),
            None,
        ),
        (None, None, None, None, clicked.replace(second=0), None),
        (None, None, None, None, clicked.replace(second=0), None),
    ]
    assert shop.quarantine() == [
        (3, "day", "is not a date", "31/04/2025"),
        (6, "clicked_at", "is not a time", "3.6.2022"),
    ]


def test_a_file_that_is_not_in_the_declared_encoding_is_refused(shop: Shop) -> None:
    shop.write("shop/legacy.csv", b"id;name\n1;\x81\n")
    (line,) = shop.refusals()
    assert "is not in cp1252" in line


def test_the_time_zone_of_the_machine_changes_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.orders({"ordered_at": "2025-01-01 00:30:00", "due_date": "2025-01-01"})
    found = []
    for number, zone in enumerate(("UTC", "America/New_York", "Asia/Shanghai")):
        monkeypatch.setenv("TZ", zone)
        shop.home = shop.home.with_name(f"home{number}")
        shop.land(threads=1 + number % 2)
        found.append((shop.home / "raw" / "batches").rglob("*.parquet").__next__().read_bytes())
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("column", "text", "loaded_at"),
    [
        ("_fivetran_synced", "2025-01-01 10:00:00", datetime(2025, 1, 1, 10)),
        ("_airbyte_extracted_at", "2025-01-01T10:00:00Z", datetime(2025, 1, 1, 10)),
        ("_airbyte_emitted_at", "1735725600000", datetime(2025, 1, 1, 10)),
        ("_dlt_load_id", "1735725600.25", datetime(2025, 1, 1, 10, 0, 0, 250000)),
        ("_sdc_batched_at", "2025-01-01 10:00:00+00:00", datetime(2025, 1, 1, 10)),
    ],
)
def test_loader_columns_become_loaded_at(
    shop: Shop, column: str, text: str, loaded_at: datetime
) -> None:
    shop.orders({column: text, "_fivetran_active": "true", "_airbyte_raw_id": "x"})
    assert shop.table(shop.land()).unknown_columns == []
    assert shop.query("select _loaded_at from raw.shop.orders") == [(loaded_at,)]


@pytest.mark.parametrize(
    ("column", "text", "deleted"),
    [
        ("_fivetran_deleted", "true", True),
        ("_fivetran_deleted", "", False),
        ("IsDeleted", "1", True),
        ("is_deleted", "FALSE", False),
        ("_sdc_deleted_at", "2025-01-01", True),
        ("_ab_cdc_deleted_at", "", False),
    ],
)
def test_loader_columns_become_is_deleted(
    shop: Shop, column: str, text: str, deleted: bool
) -> None:
    shop.orders({column: text})
    assert shop.table(shop.land()).unknown_columns == []
    assert shop.query("select _is_deleted from raw.shop.orders") == [(deleted,)]


def test_a_row_is_deleted_if_either_loader_or_system_says_so(shop: Shop) -> None:
    shop.orders({"_fivetran_deleted": "false", "is_deleted": "true"})
    shop.land()
    assert shop.query("select _is_deleted from raw.shop.orders") == [(True,)]


def test_a_deleted_flag_that_cannot_be_read_is_not_taken_for_false(shop: Shop) -> None:
    shop.orders({"is_deleted": "perhaps"})
    shop.land()
    assert shop.quarantine() == [(1, "_is_deleted", "is not true or false", "perhaps")]


def test_numbers_agree_with_python_on_random_texts(shop: Shop) -> None:
    """The same rule, written with Python's decimal: exact at four digits, or quarantined."""
    chosen = random.Random(7)
    texts = ["".join(chosen.choices("0123456789.-+e", k=chosen.randint(1, 5))) for _ in range(3000)]
    shop.orders(*({"amount": text} for text in texts))
    shop.land()
    found = dict(shop.query("select _row, amount from raw.shop.orders"))
    for row, text in enumerate(texts, 1):
        assert found.get(row) == _exact(text), text


def _exact(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except ArithmeticError:
        return None
    if abs(value) >= 10**14 or value != value.quantize(Decimal("0.0001")):
        return None
    return value
