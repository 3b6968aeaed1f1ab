"""The rules that give a visit its channel: all of Google's, in order, each shown by a visit.

What the rules make of a visit is worked out here in plain Python, from the seeds alone, and
compared with the unit tests of the model, which dbt holds against the SQL.
"""

from __future__ import annotations

import csv
import io
import re

import pytest
import yaml

from scripts.home import PROJECT

UNIT_TESTS = PROJECT / "models/intermediate/web/int_web__session_channels__unit_tests.yml"
PREFIX = "int_web__session_channels__"
DECIDING = [
    f"{PREFIX}obeys_every_rule_and_their_order",
    f"{PREFIX}settles_every_conflict_by_the_order_of_the_rules",
]
CLICK_IDS = ["gclid", "gbraid", "wbraid", "msclkid", "fbclid", "li_fat_id", "ttclid", "dclid"]
# support.google.com/analytics/answer/9756891, "Manual traffic", from top to bottom.
GOOGLE = [
    "Direct",
    "Cross-network",
    "Paid Shopping",
    "Paid Search",
    "Paid Social",
    "Paid Video",
    "Display",
    "Paid Other",
    "Organic Shopping",
    "Organic Social",
    "Organic Video",
    "Organic Search",
    "Referral",
    "Email",
    "Affiliates",
    "Audio",
    "SMS",
    "Mobile Push Notifications",
    "Unassigned",
]

Row = dict[str, str]


def seed(name: str) -> list[Row]:
    with (PROJECT / "seeds" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


CATEGORIES = seed("source_categories.csv")
RULES = sorted(seed("channel_rules.csv"), key=lambda rule: int(rule["rule_order"]))


def visits_of_unit_tests() -> list[Row]:
    tests = yaml.safe_load(UNIT_TESTS.read_text(encoding="utf-8"))["unit_tests"]
    expected = [test["expect"]["rows"] for test in tests if test["name"] in DECIDING]
    assert len(expected) == len(DECIDING)
    return [row for rows in expected for row in csv.DictReader(io.StringIO(rows))]


VISITS = visits_of_unit_tests()


def is_like(text: str, pattern: str) -> bool:
    parts = [re.escape(part) for part in pattern.split("%")]
    return re.fullmatch(".*".join(parts).replace("_", "."), text) is not None


def category(source: str) -> str:
    """The category of the longest pattern that fits."""
    fitting = [row for row in CATEGORIES if is_like(source, row["source_pattern"])]
    fitting.sort(key=lambda row: (-len(row["source_pattern"]), row["source_pattern"]))
    return fitting[0]["source_category"] if fitting else ""


def fitting_rules(visit: Row) -> list[Row]:
    """Rules whose every condition the visit meets, the deciding one at the head."""
    source, medium, campaign = (
        visit[part].strip().lower() for part in ("source", "medium", "campaign")
    )
    kind, click = category(source), visit["click_id_type"] or "(none)"
    return [
        rule
        for rule in RULES
        if rule["source_category"] in ("", kind)
        and rule["click_id_type"] in ("", click)
        and re.search(rule["source_pattern"], source)
        and re.search(rule["medium_pattern"], medium)
        and re.search(rule["campaign_pattern"], campaign)
    ]


def test_every_channel_of_google_has_its_rules_in_googles_order() -> None:
    theirs = [rule["channel"] for rule in RULES if rule["note"].startswith("Google: ")]
    in_order = list(dict.fromkeys(theirs))
    assert in_order == GOOGLE


def test_every_rule_decides_a_visit_of_the_unit_tests() -> None:
    assert {rule["rule_name"] for rule in RULES} == {visit["channel_rule"] for visit in VISITS}


def test_the_first_rule_that_fits_is_the_one_the_unit_tests_expect() -> None:
    assert len(VISITS) > 100
    for visit in VISITS:
        first = fitting_rules(visit)[0]
        assert first["rule_name"] == visit["channel_rule"], visit
        assert first["channel"] == visit["channel"], visit


def test_every_rule_that_could_lose_its_place_wins_over_a_later_one() -> None:
    """So that moving a rule down fails: a visit that fits it fits one below it, too."""
    contested = {
        visit["channel_rule"]
        for visit in VISITS
        if any(
            rule["channel"] != visit["channel"] and rule["rule_name"] != "unassigned"
            for rule in fitting_rules(visit)[1:]
        )
    }
    uncontested = [rule["rule_name"] for rule in RULES if rule["rule_name"] not in contested]
    # a visit without any trace fits nothing else, and below the last channel there is none
    assert uncontested == ["direct_untraced", "push_medium", "push_source", "unassigned"]


@pytest.mark.parametrize("click_id", CLICK_IDS)
def test_every_click_id_decides_where_tags_say_nothing_and_yields_to_tags_that_do(
    click_id: str,
) -> None:
    carrying = [visit for visit in VISITS if visit["click_id_type"] == click_id]
    deciding = {visit["channel_rule"] for visit in carrying}
    assert any(rule.startswith(click_id) for rule in deciding), deciding
    assert any(not rule.startswith(click_id) for rule in deciding), deciding
