"""The sample company's CRMs: three encodings of the same leads, deals and work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from scripts.sample.company import CRMS

# Every CRM's own words for: month, deals created, and per month of the close date won and lost
# deals and their money by currency.
DEALS = {
    "salesforce": (
        "select created_date as created, close_date as closed, amount, is_won, is_closed,"
        " currency_iso_code as currency"
        " from read_csv('{landing}/salesforce/opportunity.csv', all_varchar = true)"
        " where is_deleted = 'false' qualify row_number() over (partition by id"
        " order by last_modified_date desc) = 1"
    ),
    "hubspot": (
        "select property_createdate, property_closedate, property_amount, closed_won, is_closed,"
        " property_deal_currency_code"
        " from (from read_csv('{landing}/hubspot/deal.csv', all_varchar = true)"
        " qualify row_number() over (partition by deal_id"
        " order by property_hs_lastmodifieddate desc) = 1) as deals"
        " inner join read_csv('{landing}/hubspot/deal_pipeline_stage.csv', all_varchar = true)"
        " as stages on deals.deal_pipeline_stage_id = stages.stage_id where is_deleted = 'false'"
    ),
    "zoho_crm": (
        "select cast(Created_Time as varchar), cast(Closing_Date as varchar),"
        " cast(Amount as varchar), cast(Stage = 'Closed Won' as varchar),"
        " cast(Stage in ('Closed Won', 'Closed Lost') as varchar), Currency"
        " from read_ndjson('{landing}/zoho_crm/Deals.ndjson', convert_strings_to_integers = false)"
        " where id not in (select id from read_ndjson('{landing}/zoho_crm/deleted_records.ndjson',"
        " convert_strings_to_integers = false))"
        " qualify row_number() over (partition by id order by Modified_Time desc) = 1"
    ),
}
TOTALS = (
    "select left(created, 7), left(closed, 7), lower(is_won), lower(is_closed), currency,"
    " count(*), sum(cast(amount as bigint)) from ({deals}) as t (created, closed, amount,"
    " is_won, is_closed, currency) group by all order by all"
)
PEOPLE = {
    "salesforce": "select lower(email) from read_csv('{landing}/salesforce/lead.csv')"
    " where not is_deleted",
    "hubspot": "select lower(property_email) from read_csv('{landing}/hubspot/contact.csv')"
    " inner join read_csv('{landing}/hubspot/contact_property_history.csv') as history"
    " on id = contact_id where value = 'lead' and not _fivetran_deleted",
    "zoho_crm": "select lower(Email) from read_ndjson('{landing}/zoho_crm/Leads.ndjson')"
    " where id not in (select id from read_ndjson('{landing}/zoho_crm/deleted_records.ndjson'))",
}


@pytest.fixture(scope="module")
def companies(sample: Callable[..., Path]) -> dict[str, Path]:
    return {crm: sample(crm) for crm in CRMS}


@pytest.mark.parametrize("crm", ["hubspot", "zoho_crm"])
def test_a_deal_is_the_same_deal_in_every_crm(companies: dict[str, Path], crm: str) -> None:
    def totals(system: str) -> list[tuple[object, ...]]:
        deals = DEALS[system].format(landing=companies[system] / "landing")
        return duckdb.sql(TOTALS.format(deals=deals)).fetchall()

    assert totals(crm) == totals("salesforce")
    assert len(totals(crm)) > 10


@pytest.mark.parametrize("crm", ["hubspot", "zoho_crm"])
def test_a_lead_is_the_same_person_in_every_crm(companies: dict[str, Path], crm: str) -> None:
    def leads(system: str) -> set[str]:
        query = PEOPLE[system].format(landing=companies[system] / "landing")
        return {email for (email,) in duckdb.sql(query).fetchall()}

    assert leads(crm) == leads("salesforce")


@pytest.mark.parametrize("crm", ["hubspot", "zoho_crm"])
def test_the_truth_does_not_depend_on_the_crm(companies: dict[str, Path], crm: str) -> None:
    for name in ("monthly", "causal_effects"):
        file = Path("truth") / f"{name}.csv"
        assert (companies[crm] / file).read_bytes() == (companies["salesforce"] / file).read_bytes()


def test_only_the_crm_that_was_asked_for_is_written(companies: dict[str, Path]) -> None:
    for crm, folder in companies.items():
        systems = {path.name for path in (folder / "landing").iterdir()}
        assert systems & set(CRMS) == {"hubspot", crm}
        assert (folder / "landing" / "hubspot" / "deal.csv").exists() == (crm == "hubspot")


def test_several_crms_share_companies_but_no_deals(
    companies: dict[str, Path], sample: Callable[..., Path]
) -> None:
    landing = sample(*CRMS) / "landing"
    deals = [
        duckdb.sql(f"select count(*) from ({DEALS[crm].format(landing=landing)})").fetchall()[0][0]
        for crm in CRMS
    ]
    alone = DEALS["salesforce"].format(landing=companies["salesforce"] / "landing")
    assert all(deals)
    assert sum(deals) == duckdb.sql(f"select count(*) from ({alone})").fetchall()[0][0]
    shared = duckdb.sql(
        f"select count(*) from (select distinct name from"
        f" read_csv('{landing}/salesforce/account.csv') where not is_deleted) as ours"
        f" inner join read_csv('{landing}/hubspot/company.csv') as theirs"
        f" on ours.name = theirs.property_name"
    ).fetchall()
    assert shared[0][0] > 0
