"""JSON and Parquet: the same rows and the same checks as a CSV gives."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.python.landing_helpers import Shop

RECORDS: list[dict[str, Any]] = [
    {
        "orderId": "o1",
        "status": "open",
        "amount": 10.5,
        "orderedAt": "2026-01-02T03:04:05+01:00",
        "isPaid": True,
        "quantity": 3,
    },
    {
        "orderId": 12345678901234567890,
        "status": "won",
        "amount": "1e3",
        "orderedAt": "2026-01-02 03:04:05",
        "isPaid": None,
        "quantity": "4",
        "note": {"nested": [1]},
    },
]
ROWS = [
    ("12345678901234567890", "won", Decimal("1000"), datetime(2026, 1, 2, 3, 4, 5), None, 4),
    ("o1", "open", Decimal("10.5"), datetime(2026, 1, 2, 2, 4, 5), True, 3),
]
READ = "select order_id, status, amount, ordered_at, is_paid, quantity from raw.shop.orders"
LINES = "".join(json.dumps(record) + "\n" for record in RECORDS)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def parquet(shop: Shop, select: str, name: str = "shop/orders.parquet") -> None:
    path = shop.write(name, "")
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'Asia/Tokyo'")
        connection.execute(f"copy ({select}) to '{path}' (format parquet)")


JSON_SHAPES: dict[str, tuple[str, str | bytes]] = {
    "lines": ("orders.ndjson", LINES),
    "lines named jsonl": ("orders.jsonl", LINES),
    "lines named json": ("orders.json", LINES),
    "lines with a byte order mark": ("orders.ndjson", b"\xef\xbb\xbf" + LINES.encode()),
    "lines, zipped": ("orders.ndjson.gz", gzip.compress(LINES.encode())),
    "Windows lines": ("orders.ndjson", LINES.replace("\n", "\r\n")),
    "a list": ("orders.json", json.dumps(RECORDS)),
    "a pretty list, zipped": (
        "orders.json.gz",
        gzip.compress(json.dumps(RECORDS, indent=2).encode()),
    ),
    "an object around a list": ("orders.json", json.dumps({"page": 1, "data": RECORDS})),
    "objects over many lines": ("orders.json", "\n".join(json.dumps(r, indent=1) for r in RECORDS)),
}


@pytest.mark.parametrize("case", JSON_SHAPES, ids=str)
def test_json_of_every_shape_gives_the_same_rows(shop: Shop, case: str) -> None:
    name, content = JSON_SHAPES[case]
    shop.write(f"shop/{name}", content)
    report = shop.land()
    assert shop.query(f"{READ} order by 1") == ROWS
    assert shop.query("select _row, note from raw.shop.orders where note is not null") == [
        (2, '{"nested":[1]}')
    ]
    assert shop.table(report).unknown_columns == []


def test_an_answer_without_records_lands_nothing_and_takes_nothing_back(shop: Shop) -> None:
    """An API says so on every quiet day; it must not stop the night of everybody else."""
    empty = json.dumps({"data": [], "metadata": {"collectionInfo": {}}})
    shop.write("shop/orders/1.json", json.dumps({"data": RECORDS}))
    shop.write("shop/orders/2.json", empty)
    report = shop.land()
    assert shop.query(f"{READ} order by 1") == ROWS
    assert report.warnings == [
        "shop/orders/2.json: says that there are no records; nothing to land"
    ]
    shop.write("shop/orders/1.json", empty)
    shop.land()
    assert shop.query(f"{READ} order by 1") == ROWS


def test_a_member_of_a_struct_that_only_some_records_have_is_read(shop: Shop) -> None:
    """As the free map of a social network's metrics: what a record lacks is null there."""
    devices: list[object] = [{"kind": "a"}, {"screen": {"width": 3.0}}, {}, None, {"other": 1}]
    rows = [{"visitor": str(n), "device": device} for n, device in enumerate(devices)]
    shop.write("shop/visits.ndjson", "".join(json.dumps(row) + "\n" for row in rows))
    shop.land()
    assert shop.query(
        "select device.kind, device.screen.width from raw.shop.visits order by visitor"
    ) == [("a", None), (None, 3), (None, None), (None, None), (None, None)]


def test_bad_json_values_are_quarantined_with_their_row(shop: Shop) -> None:
    rows = [{**RECORDS[0], "amount": "x"}, {**RECORDS[0], "quantity": 1.5}, RECORDS[0]]
    shop.write("shop/orders.ndjson", "".join(json.dumps(row) + "\n" for row in rows))
    shop.land()
    assert shop.quarantine() == [
        (1, "amount", "is not a number of decimal(18, 4)", "x"),
        (2, "quantity", "is not a whole number", "1.5"),
    ]


def test_a_nul_in_json_is_quarantined(shop: Shop) -> None:
    shop.write("shop/orders.ndjson", json.dumps({**RECORDS[0], "note": "a\0b"}) + "\n")
    shop.land()
    assert shop.quarantine()[0][1:3] == ("note", "holds a NUL byte")


def test_a_column_that_only_later_json_records_have_is_read(shop: Shop) -> None:
    first = {"order_id": "a", "status": "s", "amount": 1, "ordered_at": "2026-01-01"}
    rows = [{**first, "order_id": f"a{n}"} for n in range(1_500)]
    rows.append({**first, "order_id": "last", "note": "late"})
    shop.write("shop/orders.ndjson", "".join(json.dumps(row) + "\n" for row in rows))
    shop.land()
    assert shop.query("select order_id from raw.shop.orders where note = 'late'") == [("last",)]


def visit(params: object = None, device: object = None) -> str:
    return json.dumps({"visitor": "v", "params": params, "device": device}) + "\n"


PARAM = {"key": "k", "value": {"text": None, "number": "12", "share": 0.5, "more": 1}, "also": 2}


def test_nested_json_becomes_the_contract_s_structs(shop: Shop) -> None:
    device = {"kind": "desktop", "screen": {"width": 800, "height": 600}}
    shop.write(
        "shop/visits.ndjson",
        visit([PARAM, {"key": "lone"}], device) + visit([], {"kind": None}) + visit(),
    )
    shop.land()
    value = {"text": None, "number": 12, "share": 0.5}
    assert shop.query("select params, device from raw.shop.visits order by _row") == [
        (
            [{"key": "k", "value": value}, {"key": "lone", "value": None}],
            {"kind": "desktop", "screen": {"width": 800}},
        ),
        ([], {"kind": None, "screen": None}),
        (None, None),
    ]
    assert shop.quarantine() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("params", 5),
        ("params", "text"),
        ("params", {"key": "k"}),
        ("params", [5]),
        ("params", [PARAM, {"key": "k", "value": 7}]),
        ("params", [PARAM, {"key": "k", "value": {"number": "twelve"}}]),
        ("params", [{"key": "k", "value": {"number": 1.5}}]),
        ("params", [{"key": "k", "value": {"share": "much"}}]),
        ("device", []),
        ("device", {"screen": 5}),
        ("device", {"screen": {"width": "wide"}}),
    ],
)
def test_a_nested_value_that_does_not_fit_is_quarantined(
    shop: Shop, column: str, value: object
) -> None:
    shop.write("shop/visits.ndjson", visit(**{column: value}) + visit([PARAM]))
    shop.land()
    ((row, name, reason, _),) = shop.quarantine()
    assert (row, name) == (1, column)
    assert reason.startswith("does not fit a ")


def test_nested_json_in_a_csv_cell_is_read_too(shop: Shop) -> None:
    cell = json.dumps([PARAM]).replace('"', '""')
    shop.write("shop/visits.csv", f'visitor,params\nv,"{cell}"\nw,no json\n')
    shop.land()
    assert shop.query("select params[1].value.number from raw.shop.visits") == [(12,)]
    assert shop.quarantine()[0][:2] == (2, "params")


def test_typed_parquet_gives_typed_rows(shop: Shop) -> None:
    parquet(
        shop,
        """
        select
            1 as "Order Id", 'open' as status, cast(10.1 as double) as amount,
            timestamptz '2026-01-02 03:04:05+09' as ordered_at, true as is_paid,
            cast(3 as smallint) as quantity, cast(0.5 as float) as score,
            date '2099-01-01' as due_date, timestamp '2026-01-05 10:00:00' as shipped_date,
            date '2026-01-06' as paid_at, 'x' as extra
        union all
        select 2, 'won', 7, '2026-01-02 00:00:00Z', null, null, null, null, null, null, null
        """,
    )
    report = shop.land()
    assert shop.query(
        "select order_id, amount, ordered_at, is_paid, quantity, score, due_date, shipped_date, "
        "paid_at, _row from raw.shop.orders where order_id = '1'"
    ) == [
        ("1", Decimal("10.1"), datetime(2026, 1, 1, 18, 4, 5), True, 3, 0.5)
        + (date(2099, 1, 1), date(2026, 1, 5), datetime(2026, 1, 6, 23, 59, 59, 999999), 1)
    ]
    assert shop.table(report).unknown_columns == ["extra"]


def test_naive_parquet_times_are_in_the_declared_zone_and_aware_ones_are_not(shop: Shop) -> None:
    for name, value in (("a", "timestamp"), ("b", "timestamptz")):
        literal = f"{value} '2025-07-01 12:00:00{'+00' if value == 'timestamptz' else ''}'"
        parquet(shop, f"select '{name}' as id, {literal} as at", f"shop/legacy/{name}.parquet")
    shop.land()
    found = shop.query('select id, "at" from raw.shop.legacy order by id')
    noon = datetime(2025, 7, 1, 12, tzinfo=UTC).replace(tzinfo=None)
    assert found == [("a", noon.replace(hour=16)), ("b", noon)]


def test_typed_parquet_is_checked_like_text(shop: Shop) -> None:
    sound = "'open' as status, cast(1 as double) as amount, timestamp '2026-01-01' as ordered_at"
    parquet(
        shop,
        f"""
        select 1 as order_id, {sound}, 1 as quantity, cast(1 as double) as score, 'n' as note
        union all select 2, 'open', 'nan', '2026-01-01', 1, 1, 'n'
        union all select 3, 'open', 0.123456, '2026-01-01', 1, 1, 'n'
        union all select 4, 'open', 1, '2099-01-01', 1, 1, 'n'
        union all select 5, 'open', 1, '2026-01-01', -1, 1, 'n'
        union all select 6, 'open', 1, '2026-01-01', 1, 'inf', 'n'
        union all select 7, 'open', 1, null, 1, 1, 'n'
        union all select 8, 'open', 1, '2026-01-01', 1, 1, 'a' || chr(0)
        union all select null, 'open', 1, '2026-01-01', 1, 1, 'n'
        """,
    )
    shop.land()
    assert [row[:3] for row in shop.quarantine()] == [
        (2, "amount", "is not a number of decimal(18, 4)"),
        (3, "amount", "is not a number of decimal(18, 4)"),
        (4, "ordered_at", "is in the future"),
        (5, "quantity", "is below 0"),
        (6, "score", "is not a number"),
        (7, "ordered_at", "is empty"),
        (8, "note", "holds a NUL byte"),
        (9, "order_id", "is empty"),
    ]


def test_a_parquet_column_that_turned_to_text_loses_only_what_is_no_number(shop: Shop) -> None:
    sound = "'s' as status, timestamp '2026-01-01' as ordered_at"
    parquet(shop, f"select 'a' as order_id, 5 as amount, {sound}", "shop/orders/1.parquet")
    parquet(
        shop,
        f"select unnest(['b', 'c']) as order_id, unnest(['6', 'six']) as amount, {sound}",
        "shop/orders/2.parquet",
    )
    shop.land()
    found = shop.query("select order_id, amount::int from raw.shop.orders order by 1")
    assert found == [("a", 5), ("b", 6)]
    assert shop.quarantine()[0][3] == "six"


def test_nested_parquet_becomes_the_contract_s_structs(shop: Shop) -> None:
    parquet(
        shop,
        """
        select 'v' as visitor,
            [{'key': 'k', 'value': {'text': null::varchar, 'number': 12::bigint,
              'share': 0.5::double, 'more': 1}}] as params,
            {'kind': 'desktop', 'screen': {'width': 800, 'height': 600}} as device
        """,
        "shop/visits.parquet",
    )
    shop.land()
    assert shop.query(
        "select params[1].value.number, device.screen.width from raw.shop.visits"
    ) == [(12, 800)]


@pytest.mark.parametrize(
    ("select", "says"),
    [
        (
            "select 1 as order_id, 's' as status, timestamp '2026-01-01' as ordered_at",
            "no column amount",
        ),
        (
            "select 1 as order_id, 's' as status, 1 as amount_eur, now() as ordered_at",
            "amount (looks renamed to amount_eur)",
        ),
        (
            "select 1 as order_id, 's' as status, 1 as amount, now() as ordered_at limit 0",
            "no rows",
        ),
    ],
)
def test_a_parquet_that_breaks_its_contract_is_refused(shop: Shop, select: str, says: str) -> None:
    parquet(shop, select)
    (line,) = shop.refusals()
    assert says in line


def test_a_parquet_cut_in_half_is_refused(shop: Shop) -> None:
    parquet(
        shop,
        "select 1 as order_id, 's' as status, 1 as amount, timestamp '2026-01-01' as ordered_at",
    )
    path = shop.landing / "shop/orders.parquet"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    (line,) = shop.refusals()
    assert "is not a parquet file that can be read" in line
