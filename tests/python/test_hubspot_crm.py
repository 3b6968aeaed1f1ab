"""HubSpot as a CRM: a hand-made company, brought by Fivetran, by hand, or beside another CRM.

Small enough that whoever reads it can say what has to come out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.slow

AS_OF = "2026-06-30"
Build = Callable[..., Path]
Query = Callable[[str], list[tuple[Any, ...]]]


def table(*lines: str) -> str:
    return "\n".join(lines) + "\n"


STAGES = table(
    "stage_id,pipeline_id,label,probability,closed_won,is_closed",
    "1001,p,Erstgespräch,0.2,false,false",
    "1002,p,Gewonnen,1.0,true,true",
)
CRM: Mapping[str, str] = {
    "hubspot/owner.csv": table(
        "owner_id,email,first_name,last_name", "7,grace@us.example,Grace,Hopper"
    ),
    "hubspot/company.csv": table(
        "id,is_deleted,property_name,property_domain,property_createdate,"
        "property_hs_merged_object_ids",
        "500,false,Acme,acme.example,2025-01-01 00:00:00,502",
        "501,false,Beta,beta.example,2024-01-01 00:00:00,",
        "502,true,ACME Inc,acme.example,2024-06-01 00:00:00,",
    ),
    "hubspot/contact.csv": table(
        "id,property_email,property_firstname,property_lastname,property_createdate,"
        "property_hs_merged_object_ids,property_lifecyclestage,"
        "property_hs_lifecyclestage_lead_date,"
        "property_hs_lifecyclestage_marketingqualifiedlead_date,"
        "property_hs_lifecyclestage_customer_date,property_hubspot_owner_id,_fivetran_deleted",
        # history says otherwise than the date, which forgot the first time; dates are milliseconds
        "1,Ada@ACME.example,Ada,Lovelace,1767225600000,3,opportunity,"
        "2026-02-02 00:00:00,2026-02-03 00:00:00,,7,false",
        "2,bob@acme.example,Bob,Ross,2026-01-01 00:00:00,,customer,,,2026-03-01 00:00:00,,false",
        "3,ada@old.example,Ada,Lovelace,2025-12-01 00:00:00,,lead,,,,,false",
        "4,eve@beta.example,Eve,Adams,2026-01-05 00:00:00,,marketingqualifiedlead,,,,,false",
        "5,gone@beta.example,Gone,Girl,2026-01-05 00:00:00,,lead,,,,,true",
        "6,news@beta.example,News,Reader,2026-01-06 00:00:00,,subscriber,,,,,false",
    ),
    "hubspot/contact_property_history.csv": table(
        "contact_id,name,value,timestamp",
        "3,lifecyclestage,lead,2025-12-02 08:00:00",
        "1,lifecyclestage,lead,2026-01-02 08:00:00",
        "1,lifecyclestage,marketingqualifiedlead,2026-01-10 08:00:00",
        "1,lifecyclestage,opportunity,2026-01-20 08:00:00",
        "1,lifecyclestage,marketingqualifiedlead,2026-02-03 00:00:00",
        "4,hs_lead_status,UNQUALIFIED,2026-01-09 08:00:00",
    ),
    "hubspot/contact_company.csv": table(
        "contact_id,company_id,type_id", "1,501,279", "1,502,1", "2,500,1", "4,999,1"
    ),
    "hubspot/deal.csv": table(
        "deal_id,is_deleted,deal_pipeline_id,deal_pipeline_stage_id,owner_id,property_dealname,"
        "property_amount,property_createdate,property_closedate",
        "900,false,p,1002,7,Acme first,1000.50,2026-01-20 08:00:00,1772323200000",
        "901,false,p,1001,7,Acme twice,7,2026-01-21 08:00:00,2026-09-01 00:00:00",
        "902,true,p,1001,7,Mistake,9,2026-01-21 08:00:00,2026-09-01 00:00:00",
        "903,false,p,1001,7,Acme more,20,2026-04-01 08:00:00,2026-09-01 00:00:00",
    ),
    "hubspot/merged_deal.csv": table("deal_id,merged_deal_id", "900,901"),
    "hubspot/deal_pipeline_stage.csv": STAGES,
    "hubspot/deal_stage.csv": table(
        "deal_id,value,date_entered",
        "900,1001,2026-01-20 08:00:00",
        "900,1002,2026-03-01 09:00:00",
    ),
    "hubspot/deal_company.csv": table(
        "deal_id,company_id,type_id", "900,501,341", "900,500,5", "903,501,341", "903,500,341"
    ),
    "hubspot/deal_contact.csv": table(
        "deal_id,contact_id,type_id,label", "900,2,3,", "901,1,3,Decision Maker"
    ),
}


def query(path: Path) -> Query:
    def run(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


@pytest.fixture(scope="module")
def published(build: Build) -> Query:
    return query(build(CRM, as_of=AS_OF, reads=__file__))


LEADS = (
    "select lead_key, created_at, mql_at, is_converted, rejected_at, lead_stage, opportunity_key"
    " from core.fct_leads order by 1"
)


def test_a_lead_is_a_contact_whose_lifecycle_came_that_far(published: Query) -> None:
    """History before dates, the first time of each stage, and no lead without a stage of one.

    Of the merged Ada the earlier record was a lead first. Bob came in as a customer, and was never
    a lead; the deleted and the subscriber are none either.
    """
    assert published(LEADS) == [
        (
            *("hubspot:1", datetime(2025, 12, 2, 8), datetime(2026, 1, 10, 8), True, None),
            *("won", "hubspot:900"),
        ),
        (
            *("hubspot:4", datetime(2026, 1, 5), None, False, datetime(2026, 1, 9, 8)),
            *("rejected", None),
        ),
    ]


def test_of_several_companies_the_primary_one_counts_then_the_oldest(published: Query) -> None:
    """The primary company of Ada was merged into Acme; that of Eve is not there any more."""
    people = published(
        "select distinct identifier, account_key from core.bridge_person_identifiers"
        " left join core.dim_people using (person_key)"
        " where identifier in ('contact:hubspot:1', 'contact:hubspot:2', 'contact:hubspot:4')"
        " order by 1"
    )
    deals = published("select opportunity_key, account_key from core.fct_opportunities order by 1")

    assert people == [
        ("contact:hubspot:1", "hubspot:500"),
        ("contact:hubspot:2", "hubspot:500"),
        ("contact:hubspot:4", "hubspot:501"),  # by her address
    ]
    assert deals == [("hubspot:900", "hubspot:500"), ("hubspot:903", "hubspot:501")]


def test_merged_and_deleted_deals_are_gone_and_their_contacts_stay(published: Query) -> None:
    """The contact of the merged deal is the decision maker of what is left of it."""
    assert published(
        "select opportunity_key, is_won, stage, source_stage, amount, win_probability, close_date,"
        " closed_at, primary_contact_key from core.fct_opportunities order by 1"
    ) == [
        (
            *("hubspot:900", True, "won", "Gewonnen", Decimal("1000.5000"), 1.0),
            *(date(2026, 3, 1), datetime(2026, 3, 1, 23, 59, 59, 999999), "hubspot:1"),
        ),
        (
            *("hubspot:903", False, "unmapped", "Erstgespräch", Decimal("20.0000"), 0.2),
            *(date(2026, 9, 1), None, None),
        ),
    ]


def test_a_person_is_one_whatever_the_case_of_the_address(published: Query) -> None:
    people = published(
        "select count(distinct person_key) from core.bridge_person_identifiers"
        " where identifier in ('contact:hubspot:1', 'contact:hubspot:3', 'lead:hubspot:1')"
    )
    assert people == [(1,)]


BY_HAND: Mapping[str, str] = {
    "hubspot/Contacts.csv": table(
        "Record ID,First Name,Last Name,Email,Company Name,Lifecycle Stage,Lead Status,"
        "Contact owner,Create Date,Original Source,Associated Company IDs",
        "1,Ada,Lovelace,ADA@acme.example,Acme,Marketing Qualified Lead,New,Grace,"
        "2026-01-02 09:14,Organic Search,77;500",
        "2,Bob,Ross,bob@acme.example,Acme,Lead,,,3/15/2026 2:30 PM,,",
    ),
    "hubspot/Companies.csv": table(
        "Record ID,Company name,Website URL,Company owner,Create Date",
        "500,Acme,acme.example,Grace,2025-01-01 00:00",
    ),
    "hubspot/Deals.csv": table(
        "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,"
        "Associated Company IDs,Associated Contact IDs,Date entered current stage",
        "900,Acme first,Contract Sent,1000,Grace,2026-09-01 00:00,2026-01-20 08:00,500,1;99,"
        "2026-02-01 10:00",
    ),
}


def test_an_export_by_hand_needs_no_renaming(build: Build) -> None:
    """Ids that lead nowhere are left out; a date in a form nobody declared is set aside."""
    published = query(build(BY_HAND, as_of=AS_OF, reads=__file__))

    assert published(
        "select * from (select lead_key, lead_source, channel from core.fct_leads)"
    ) == [("hubspot:1", "Organic Search", "Organic Search")]
    assert published(
        "select stage, account_key, primary_contact_key, amount from core.fct_opportunities"
    ) == [("closing", "hubspot:500", "hubspot:1", Decimal("1000.0000"))]
    assert published("select entered_at, is_imputed from core.fct_opportunity_stages") == [
        (datetime(2026, 2, 1, 10), False)
    ]
    assert published(
        "select column_name, reason from ops.quarantine_summary where source_system = 'hubspot'"
    ) == [("property_createdate", "is not a time")]


MARKETING: Mapping[str, str] = {
    "hubspot/contact.csv": table(
        "id,property_email,property_lifecyclestage,property_createdate",
        "1,ada@acme.example,lead,2026-01-01 00:00:00",
        "2,bob@beta.example,marketingqualifiedlead,2026-01-01 00:00:00",
    ),
    "hubspot/company.csv": table("id,property_name", "500,Acme"),
    "hubspot/owner.csv": table("owner_id,email", "7,grace@us.example"),
    "salesforce/lead.csv": table(
        "id,email,status,created_date", "00Q1,ada@acme.example,Open,2026-01-02 00:00:00"
    ),
}


def test_a_marketing_tool_beside_a_crm_adds_no_leads_companies_or_reps(build: Build) -> None:
    published = query(build(MARKETING, as_of=AS_OF, reads=__file__))

    assert published("select lead_key from core.fct_leads") == [("salesforce:00Q1",)]
    assert published("select count(*) from core.dim_accounts") == [(0,)]
    assert published("select count(*) from core.dim_sales_reps") == [(0,)]
    # and is still known as one person
    assert published(
        "select count(distinct person_key) from core.bridge_person_identifiers"
        " where identifier in ('lead:salesforce:00Q1', 'contact:hubspot:1')"
    ) == [(1,)]


def test_two_crms_each_keep_their_leads_and_share_the_person(build: Build) -> None:
    both = {**MARKETING, "hubspot/deal.csv": CRM["hubspot/deal.csv"]}
    published = query(build(both, as_of=AS_OF, reads=__file__))

    assert published("select lead_key from core.fct_leads order by 1") == [
        ("hubspot:1",),
        ("hubspot:2",),
        ("salesforce:00Q1",),
    ]
    assert published(
        "select count(distinct person_key) from core.fct_leads"
        " where lead_key in ('hubspot:1', 'salesforce:00Q1')"
    ) == [(1,)]
