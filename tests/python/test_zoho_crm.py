"""Zoho CRM as its API and its loaders write it: a company of a few records with every trap."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.land import LandingRefused, LandingReport, land

Build = Callable[..., Path]
Record = dict[str, Any]
AS_OF = "2026-06-30"

# Two ids so near that they are one number to whatever reads them as a double.
ADA, BOB = "5500030000000000001", "5500030000000000002"
ACME, REP, BOSS = "5500020000000000001", "5500010000000000001", "5500010000000000002"
LEAD, SPAM, BACK = "5500040000000000001", "5500040000000000002", "5500040000000000003"
DEAL, GONE, OPEN = "5500050000000000001", "5500050000000000002", "5500050000000000003"
PRODUCT, OTHER_PRODUCT = "5500100000000000001", "5500100000000000002"
WEBINAR = "5500090000000000001"


def ref(id: str, name: str | None = None) -> Record:
    return {"id": id, "name": name}


def at(day: str, time: str = "10:00:00", offset: str = "+05:30") -> str:
    return f"{day}T{time}{offset}"


OWNER = {"id": REP, "name": "Rita Rep", "email": "rita@us.example"}
# What every record of the API carries besides its fields.
SYSTEM = {
    "Owner": OWNER,
    "Tag": [{"name": "vip", "id": "5500990000000000001", "color_code": None}],
    "$approval": {"delegate": False, "approve": False, "reject": False},
    "$currency_symbol": "$",
    "$process_flow": False,
    "$editable": True,
    "$state": "save",
    "Modified_Time": at("2026-03-01"),
    "Created_Time": at("2026-01-10", "02:00:00"),
}


def deal(id: str, **fields: Any) -> Record:
    return {
        **SYSTEM,
        "id": id,
        "Deal_Name": "Acme",
        "Account_Name": ref(ACME, "Acme"),
        "Contact_Name": ref(ADA, "Ada Lovelace"),
        "Campaign_Source": None,
        "Stage": "Needs Analysis",
        "Amount": 1000,
        "Probability": 25,
        "Closing_Date": "2026-09-30",
        "Next_Step": None,
        **fields,
    }


def lead(id: str, **fields: Any) -> Record:
    return {
        **SYSTEM,
        "id": id,
        "Email": f"lead{id[-1]}@acme.example",
        "Last_Name": "Lead",
        "Lead_Status": "Contacted",
        "Lead_Source": "Web Download",
        "$converted": False,
        "State": "Ohio",
        **fields,
    }


def call(id: str, **fields: Any) -> Record:
    return {
        **SYSTEM,
        "id": id,
        "Subject": "Call",
        "Call_Type": "Outbound",
        "Call_Status": "Completed",
        "Call_Start_Time": at("2026-02-01"),
        "Call_Duration_in_seconds": None,
        "Who_Id": None,
        "What_Id": None,
        "$se_module": None,
        **fields,
    }


COMPANY: dict[str, list[Record]] = {
    "users": [
        {
            "id": REP,
            "full_name": "Rita Rep",
            "email": "rita@us.example",
            "status": "active",
            "role": ref("1", "Sales"),
            "Reporting_To": ref(BOSS, "Bo Boss"),
            "Sales_Region": "West",
        },
        {"id": BOSS, "full_name": "Bo Boss", "status": "disabled", "role": None},
    ],
    "Accounts": [
        {**SYSTEM, "id": ACME, "Account_Name": "Acme", "Employees": 70, "Parent_Account": None}
    ],
    "Contacts": [
        {**SYSTEM, "id": ADA, "Account_Name": ref(ACME), "Email": "ada@acme.example"},
        {**SYSTEM, "id": BOB, "Account_Name": None, "Email": "bob@bob.example"},
    ],
    "Leads": [
        lead(
            LEAD,
            **{"$converted": True, "Lead_Budget": "yes", "MQL_Time": at("2026-01-11")},
            Converted_Date_Time=at("2026-01-12", "23:00:00"),
            Converted_Contact=ref(ADA),
            Converted_Account=ref(ACME),
            Converted_Deal=ref(DEAL),
        ),
        lead(SPAM),
        lead(BACK),
    ],
    "Deals": [
        deal(
            DEAL,
            Stage="Closed Won",
            Amount=2500.5,
            Probability=100,
            Closing_Date="2026-03-02",
            Currency="EUR",
            Exchange_Rate=0.5,
            Expected_Revenue=2500.5,
        ),
        deal(GONE),
        # the stage is the company's own, and Zoho says what it means
        deal(
            OPEN,
            Stage="Limbo",
            Deal_Category_Status="Closed Lost",
            Reason_For_Loss__s="Price",
            Closing_Date="2026-03-05",
            Contact_Name=None,
        ),
    ],
    "Stage_History": [
        {
            "id": f"550006000000000000{number}",
            "Deal": ref(DEAL),
            "Stage": stage,
            "Amount": 2500.5,
            "Probability": 100,
            "Close_Date": "2026-03-02",
            "Modified_Time": at(day),
            "Modified_By": OWNER,
        }
        for number, (stage, day) in enumerate(
            [("Needs Analysis", "2026-01-12"), ("Closed Won", "2026-03-02")], 1
        )
    ],
    "Contact_Roles": [
        {"Deal": ref(DEAL), "id": ADA, "Contact_Role": ref("7", "Decision Maker")},
        {"Deal": ref(DEAL), "id": BOB, "Contact_Role": None},
    ],
    "Products": [
        {**SYSTEM, "id": PRODUCT, "Product_Name": "Plan", "Product_Category": "Planning"},
        {**SYSTEM, "id": OTHER_PRODUCT, "Product_Name": "Setup", "Product_Category": None},
    ],
    "Quotes": [
        {
            **SYSTEM,
            "id": "5500110000000000001",
            "Deal_Name": ref(DEAL),
            "Quote_Stage": "Closed Won",
            "Quoted_Items": [
                {"id": "1", "Product_Name": ref(PRODUCT), "Quantity": 2, "Total": 1875},
                {"id": "2", "Product_Name": ref(OTHER_PRODUCT), "Quantity": 1, "Total": 625},
            ],
        },
        # newer, and not what was bought
        {
            **SYSTEM,
            "id": "5500110000000000002",
            "Deal_Name": ref(DEAL),
            "Quote_Stage": "Draft",
            "Modified_Time": at("2026-04-01"),
            "Quoted_Items": [{"id": "3", "Product_Name": ref(PRODUCT), "Total": 9000}],
        },
        # as API v2 writes lines
        {
            **SYSTEM,
            "id": "5500110000000000003",
            "Deal_Name": ref(OPEN),
            "Quote_Stage": "Draft",
            "Product_Details": [{"id": "4", "product": ref(PRODUCT, "Plan"), "total": 1000.0}],
        },
    ],
    "Calls": [
        call("5500070000000000001", Who_Id=ref(ADA), Call_Duration_in_seconds=90),
        call(
            "5500070000000000002",
            Call_Duration="75:30",
            What_Id=ref(DEAL),
            **{"$se_module": "Deals"},
        ),
        call("5500070000000000003", What_Id=ref(LEAD), **{"$se_module": "Leads"}),
        call("5500070000000000004", What_Id=ref(ACME), **{"$se_module": "Accounts"}),
        call("5500070000000000005", Call_Type="Missed"),
        call("5500070000000000006", What_Id=ref(DEAL)),
        call("5500070000000000007", Call_Status="Scheduled", Call_Start_Time=at("2026-09-01")),
    ],
    "Events": [
        {
            **SYSTEM,
            "id": "5500080000000000001",
            "Event_Title": "Demo",
            "Event_Type": "Demo",
            "Start_DateTime": at("2026-02-02"),
            "End_DateTime": at("2026-02-02", "10:45:00"),
            "Who_Id": ref(ADA),
            "What_Id": None,
        }
    ],
    "Tasks": [
        {
            **SYSTEM,
            "id": "5500120000000000001",
            "Subject": "Write",
            "Status": "Not Started",
            "Due_Date": "2026-02-03",
            "Closed_Time": None,
            "Who_Id": ref(ADA),
        }
    ],
    "Campaigns": [
        {
            **SYSTEM,
            "id": WEBINAR,
            "Campaign_Name": "Webinar",
            "Type": "Webinar",
            "Start_Date": "2026-01-05",
        }
    ],
    # the related list of a campaign gives the contact itself
    "Campaign_Members": [
        {
            "Campaign_Id": WEBINAR,
            "id": ADA,
            "Member_Status": "Responded",
            "Responded_Date": "2026-01-05",
            "Created_Time": at("2019-01-01"),
        },
        {"Campaign_Id": WEBINAR, "id": LEAD, "Member_Status": "Invited"},
        # nobody knows when
        {"Campaign_Id": WEBINAR, "id": BOB, "Member_Status": "Responded"},
    ],
    "deleted_records": [
        {"id": GONE, "type": "recycle", "deleted_time": at("2026-03-02"), "deleted_by": OWNER},
        {"id": SPAM, "type": "permanent", "deleted_time": at("2026-03-02"), "deleted_by": None},
        # deleted, then taken out of the recycle bin and changed
        {"id": BACK, "type": "recycle", "deleted_time": at("2026-02-01"), "deleted_by": OWNER},
    ],
}


def answer(records: list[Record]) -> str:
    info = {"per_page": 200, "count": len(records), "page": 1, "more_records": False}
    return json.dumps({"data": records, "info": info})


def landing(company: Mapping[str, list[Record]]) -> dict[str, str]:
    return {f"zoho_crm/{module}.json": answer(records) for module, records in company.items()}


@pytest.fixture(scope="module")
def warehouse(build: Build) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(build(landing(COMPANY), as_of=AS_OF, reads=__file__)), read_only=True)


def rows(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(sql).fetchall()


def key(id: str) -> str:
    return f"zoho_crm:{id}"


def test_the_api_s_answers_land_whole(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select table_name, rows_loaded, rows_quarantined, rows_duplicate from ops.reconciliation"
        " where source_system = 'zoho_crm' and rows_in > 0",
    )
    assert sorted(found) == sorted(
        (module.lower(), len(records), 0, 0) for module, records in COMPANY.items()
    )


def test_ids_are_text_to_the_last_digit(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select distinct identifier from core.bridge_person_identifiers"
        " where identifier_kind = 'contact'",
    )
    assert sorted(found) == [(f"contact:{key(ADA)}",), (f"contact:{key(BOB)}",)]


def test_times_are_utc_and_dates_are_the_days_as_written(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        f"select created_at, close_date from core.fct_opportunities"
        f" where opportunity_key = '{key(DEAL)}'",
    )
    assert found == [(datetime(2026, 1, 9, 20, 30), date(2026, 3, 2))]


def test_amounts_keep_their_currency_and_the_exchange_rate_is_not_applied(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select opportunity_key, amount, currency_code, win_probability"
        " from core.fct_opportunities order by 1",
    )
    assert found == [
        (key(DEAL), Decimal("2500.5"), "EUR", 1.0),
        (key(OPEN), Decimal(1000), "USD", 0.25),
    ]


def test_the_deal_category_decides_where_the_stage_is_unknown(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select opportunity_key, is_won, is_lost, stage, loss_reason"
        " from core.fct_opportunities order by 1",
    )
    assert found == [
        (key(DEAL), True, False, "won", "(not set)"),
        (key(OPEN), False, True, "lost", "Price"),
    ]


def test_deleted_records_leave_and_restored_ones_stay(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(warehouse, "select lead_key from core.fct_leads order by 1") == [
        (key(LEAD),),
        (key(BACK),),
    ]
    deals = rows(warehouse, "select opportunity_key from core.fct_opportunities order by 1")
    assert deals == [(key(DEAL),), (key(OPEN),)]


def test_a_converted_lead_knows_its_deal_and_its_own_fields(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select is_converted, converted_at, opportunity_key, account_key, mql_at, budget_level,"
        f" lead_source_type from core.fct_leads where lead_key = '{key(LEAD)}'",
    )
    assert found == [
        (
            True,
            datetime(2026, 1, 12, 17, 30),
            key(DEAL),
            key(ACME),
            datetime(2026, 1, 11, 4, 30),
            "yes",
            "content_download",
        )
    ]


def test_what_id_and_its_module_say_what_an_activity_is_about(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select right(activity_key, 1), opportunity_key, account_key, person_key is not null"
        " from core.fct_activities where activity_type = 'call' order by 1",
    )
    assert found == [
        ("1", None, key(ACME), True),  # a contact, whose account it is about
        ("2", key(DEAL), key(ACME), False),
        ("3", None, None, True),  # a lead
        ("4", None, key(ACME), False),
        ("5", None, None, False),
        ("6", key(DEAL), key(ACME), False),  # without $se_module, by the id alone
        ("7", None, None, False),
    ]


def test_durations_come_in_seconds_or_as_minutes_and_seconds(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select activity_type, duration_minutes, is_completed, direction"
        " from core.fct_activities order by activity_key",
    )
    call_of = ("call", None, True, "outbound")
    assert found == [
        ("call", Decimal("1.50"), True, "outbound"),
        ("call", Decimal("75.50"), True, "outbound"),
        call_of,
        call_of,
        ("call", None, False, "inbound"),
        call_of,
        ("call", None, False, "outbound"),
        ("demo", Decimal("45.00"), True, "(not set)"),
        ("task", None, False, "(not set)"),
    ]


def test_the_quote_that_was_won_counts_and_its_lines_share_the_deal(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select opportunity_key, product_key, quantity, line_amount, reporting_amount"
        " from core.fct_opportunity_lines order by 1, 2",
    )
    assert found == [
        # three quarters and one quarter of 2,500.50 EUR, at 1.12
        (key(DEAL), key(PRODUCT), 2, 1875, Decimal("2100.42")),
        (key(DEAL), key(OTHER_PRODUCT), 1, 625, Decimal("700.14")),
        (key(OPEN), key(PRODUCT), None, 1000, 1000),
    ]


def test_stage_history_gives_the_stages_of_a_deal(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select stage, entered_at from core.fct_opportunity_stages"
        f" where opportunity_key = '{key(DEAL)}' order by entered_at",
    )
    assert found == [
        ("qualified", datetime(2026, 1, 12, 4, 30)),
        ("won", datetime(2026, 3, 2, 4, 30)),
    ]


def test_a_member_of_a_campaign_is_found_by_its_own_id(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """The time is that of the answer, never the one at which the contact was entered."""
    found = rows(
        warehouse,
        "select touchpoint_key, touch_type, touched_at from core.fct_touchpoints"
        " where touchpoint_key like 'response:%'",
    )
    end_of_day = datetime(2026, 1, 5, 23, 59, 59, 999999)
    assert found == [(f"response:{key(WEBINAR)}:{ADA}", "event_attendance", end_of_day)]


def test_reps_have_role_region_and_manager(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select rep_name, role_name, region, manager_name, is_active from core.dim_sales_reps"
        " order by 1",
    )
    assert found == [
        ("Bo Boss", "(not set)", "(not set)", "(not set)", False),
        ("Rita Rep", "Sales", "West", "Bo Boss", True),
    ]


# How loaders bring the same deal and lead.


def as_csv(records: list[Record]) -> str:
    text = io.StringIO()
    names = list(dict.fromkeys(name for record in records for name in record))
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def airbyte(records: list[Record]) -> tuple[str, str]:
    """Objects as JSON text in a column each."""
    return ".csv", as_csv(
        [
            {
                name: json.dumps(value) if isinstance(value, dict | list) else value
                for name, value in record.items()
            }
            | {"_airbyte_extracted_at": "2026-06-01T00:00:00Z"}
            for record in records
        ]
    )


def flattened(separator: str, dollar: str) -> Callable[[list[Record]], tuple[str, str]]:
    """A column for each member of an object, in lower case."""

    def flat(record: Record) -> Record:
        columns: Record = {}
        for name, value in record.items():
            name = name.replace("$", dollar).lower()
            if isinstance(value, dict):
                columns |= {f"{name}{separator}{member}": v for member, v in value.items()}
            elif not isinstance(value, list):
                columns[name] = value
        return columns

    return lambda records: (".csv", as_csv([flat(record) for record in records]))


def lines(records: list[Record]) -> tuple[str, str]:
    return ".ndjson", "".join(json.dumps(record) + "\n" for record in records)


LOADERS = {
    "airbyte": airbyte,
    "dlt": flattened("__", "_"),
    "singer": flattened("_", ""),
    "dotted": flattened(".", "$"),
    "lines": lines,
}
READ = {
    "Leads": "id, owner_id, is_converted, converted_at, converted_contact_id,"
    " converted_account_id, converted_deal_id, mql_at, budget_level, created_time",
    "Deals": "id, account_id, owner_id, contact_id, campaign_id, stage, category, amount,"
    " currency, probability, loss_reason, closing_date, created_time, modified_time",
    "Calls": "id, contact_id, about_id, about_module, call_duration_in_seconds, call_start_time",
}


def take(folder: Path, files: Mapping[str, str]) -> LandingReport:
    for name, text in files.items():
        path = folder / "landing" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "home").mkdir(exist_ok=True)
    return land(folder / "landing", folder / "home", date.fromisoformat(AS_OF), progress=False)


def raw(folder: Path, module: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'home/raw/raw.duckdb'}' as raw (read_only)")
        query = f"select {READ[module]} from raw.zoho_crm.{module} order by 1"
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("loader", LOADERS)
def test_a_record_is_the_same_whichever_loader_brought_it(tmp_path: Path, loader: str) -> None:
    take(tmp_path / "api", landing({module: COMPANY[module] for module in READ}))
    files = {}
    for module in READ:
        suffix, text = LOADERS[loader](COMPANY[module])
        files[f"zoho_crm/{module}{suffix}"] = text
    take(tmp_path / loader, files)
    for module in READ:
        assert raw(tmp_path / loader, module) == raw(tmp_path / "api", module)
    assert raw(tmp_path / "api", "Leads")[0][1:3] == (REP, True)


def test_an_id_that_a_loader_made_a_number_keeps_its_digits(tmp_path: Path) -> None:
    record = deal(DEAL)
    record["id"] = int(DEAL)
    take(tmp_path, {"zoho_crm/Deals.json": answer([record])})
    assert raw(tmp_path, "Deals")[0][0] == DEAL


def test_a_module_without_records_is_an_answer_and_no_fault(tmp_path: Path) -> None:
    take(tmp_path, landing({"Deals": COMPANY["Deals"], "Leads": COMPANY["Leads"]}))
    before = raw(tmp_path, "Leads")
    report = take(tmp_path, {"zoho_crm/Calls.json": answer([]), "zoho_crm/Leads.json": answer([])})
    assert raw(tmp_path, "Calls") == []
    assert raw(tmp_path, "Leads") == before
    assert [text for text in report.warnings if "no records" in text] == [
        "zoho_crm/Calls.json: says that there are no records; nothing to land",
        "zoho_crm/Leads.json: says that there are no records; nothing to land",
    ]


def test_an_answer_without_a_body_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LandingRefused) as refused:
        take(tmp_path, {"zoho_crm/Calls.json": ""})
    assert refused.value.messages == [
        "zoho_crm/Calls.json: is empty (0 bytes); export it again, or delete it"
    ]


# Maven's deals, 8,800 that nobody here wrote, put into Zoho's words by plain Python.


def number(id: str, numbers: dict[str, str]) -> str:
    """A 19-digit id for a Salesforce id."""
    return numbers.setdefault(id, f"55{len(numbers):017}")


@pytest.fixture(scope="module")
def maven(shared_data: Path) -> dict[str, list[dict[str, str]]]:
    tables = {}
    for table in ("account", "opportunity", "opportunity_history", "product_2", "user"):
        file = shared_data / "crm_maven_salesforce" / f"{table}.csv"
        with file.open(newline="", encoding="utf-8") as text:
            tables[table] = list(csv.DictReader(text))
    return tables


def in_zoho(maven: dict[str, list[dict[str, str]]]) -> dict[str, list[Record]]:
    numbers: dict[str, str] = {}

    def lookup(id: str) -> Record | None:
        return ref(number(id, numbers)) if id else None

    def moment(text: str) -> str | None:
        return text.replace(" ", "T") + "+00:00" if text else None

    return {
        "users": [
            {
                "id": number(user["id"], numbers),
                "full_name": user["name"],
                "Sales_Region": user["department"],
                "status": "active",
                "Reporting_To": lookup(user["manager_id"]),
            }
            for user in maven["user"]
        ],
        "Accounts": [
            {"id": number(account["id"], numbers), "Account_Name": account["name"]}
            for account in maven["account"]
        ],
        "Products": [
            {
                "id": number(product["id"], numbers),
                "Product_Name": product["name"],
                "Product_Category": product["family"],
            }
            for product in maven["product_2"]
        ],
        "Deals": [
            {
                "id": number(row["id"], numbers),
                "Deal_Name": row["name"],
                "Account_Name": lookup(row["account_id"]),
                "Owner": lookup(row["owner_id"]),
                "Stage": row["stage_name"],
                "Amount": float(row["amount"]) if row["amount"] else None,
                "Probability": float(row["probability"]) if row["probability"] else None,
                "Closing_Date": row["close_date"][:10] or None,
                "Main_Product": row["product_name__c"],
                "Created_Time": moment(row["created_date"]),
            }
            for row in maven["opportunity"]
        ],
        "Stage_History": [
            {
                "id": number(row["id"], numbers),
                "Deal": lookup(row["opportunity_id"]),
                "Stage": row["stage_name"],
                "Amount": float(row["amount"]) if row["amount"] else None,
                "Close_Date": row["close_date"] or None,
                "Modified_Time": moment(row["created_date"]),
                "Modified_By": lookup(row["created_by_id"]),
            }
            for row in maven["opportunity_history"]
        ],
    }


@pytest.mark.slow
def test_maven_s_deals_win_the_same_in_every_quarter(
    maven: dict[str, list[dict[str, str]]], build: Build
) -> None:
    expected: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    regions = {user["id"]: user["department"] for user in maven["user"]}
    for row in maven["opportunity"]:
        if row["is_won"] == "true":
            year, month = int(row["close_date"][:4]), int(row["close_date"][5:7])
            found = expected[year, (month + 2) // 3, regions[row["owner_id"]]]
            found[0] += 1
            found[1] += int(row["amount"])
    files = {
        f"zoho_crm/{module}.ndjson": lines(records)[1] for module, records in in_zoho(maven).items()
    }
    with duckdb.connect(
        str(build(files, as_of="2017-12-31", reads=__file__)), read_only=True
    ) as warehouse:
        won = warehouse.execute(
            "select year(month_start_date), quarter(month_start_date), region,"
            " sum(won_opportunities), sum(revenue_amount) from sales.sales__revenue_by_month"
            " group by all having sum(won_opportunities) > 0"
        ).fetchall()
    assert {row[:3]: [int(row[3]), int(row[4])] for row in won} == expected
    assert sum(wins for wins, _ in expected.values()) == 4238
