"""Search Console, Hootsuite and LinkedIn pages: real and made exports against sums of our own.

What tables should come to is worked out here in plain Python from the files themselves.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scripts.sample.company import Order, make

Build = Callable[..., Path]
ReadOnly = duckdb.DuckDBPyConnection
FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
GSC = "google_search_console"
DOMAIN = "sc-domain:acme.example"


def connect(path: Path) -> ReadOnly:
    return duckdb.connect(str(path), read_only=True)


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def ndjson(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# What others wrote: Hootsuite's rows and Fivetran's LinkedIn tables


@pytest.fixture(scope="module")
def real(build: Build, shared_data: Path) -> Iterator[ReadOnly]:
    hootsuite = shared_data / "schemas" / "hootsuite"
    answer = {"data": ndjson(hootsuite / "profiles.ndjson"), "metadata": {"collectionInfo": {}}}
    landing: dict[str, Path | str] = {
        "hootsuite/posts/1.ndjson": hootsuite / "posts.ndjson",
        "hootsuite/posts/2.json": '{"data": [], "metadata": {"collectionInfo": {}}}',
        "hootsuite/profiles.json": json.dumps(answer),
    }
    organic = shared_data / "connector_tables" / "social_organic"
    for path in organic.glob("linkedin_pages_*_data.csv"):
        name = path.stem.removeprefix("linkedin_pages_").removesuffix("_data")
        landing[f"linkedin_pages/{name}.csv"] = path
    with connect(build(landing, reads=__file__)) as connection:
        yield connection


def test_snapshots_of_a_post_are_never_added_up(real: ReadOnly, shared_data: Path) -> None:
    snapshots = ndjson(shared_data / "schemas" / "hootsuite" / "posts.ndjson")
    latest: dict[str, dict[str, Any]] = {}
    for post in sorted(snapshots, key=lambda post: post["lastRefreshed"]):
        latest[f"hootsuite:{post['externalId']}"] = post["metrics"]
    found = real.execute(
        """
        select post_key, sum(new_impressions), sum(new_likes), sum(new_clicks), sum(new_comments),
            count(*), any_value(channel), any_value(network)
        from core.fct_social_posts where source_system = 'hootsuite' group by 1
        """
    ).fetchall()
    assert (len(snapshots), len(latest)) == (25, 5)
    assert {row[0]: row[1:4] for row in found} == {
        key: (m["impressions"], m["likes"] + m["love"], m["clicks"]) for key, m in latest.items()
    }
    # None of these rows tells comments.
    assert {row[4:] for row in found} == {(None, 5, "Organic Social", "facebook")}


def test_page_days_are_those_of_the_api(real: ReadOnly, shared_data: Path) -> None:
    days = ndjson(shared_data / "schemas" / "hootsuite" / "profiles.ndjson")
    names = (
        *("page_fans", "page_fan_adds", "page_fan_removes"),
        *("page_impressions", "page_views_total", "page_post_engagements"),
    )
    found = real.execute(
        """
        select cast(measured_date as varchar), network, followers, followers_gained,
            followers_lost, impressions, page_views, engagements
        from core.fct_social_profiles where source_system = 'hootsuite'
        """
    ).fetchall()
    assert len(days) == 6
    assert {row[0]: row[1:] for row in found} == {
        day["date"]: ("facebook", *(day["metrics"][name]["total"] for name in names))
        for day in days
    }


def test_linkedin_statistics_are_totals(real: ReadOnly, shared_data: Path) -> None:
    organic = shared_data / "connector_tables" / "social_organic"
    statistics = table(organic / "linkedin_pages_share_statistic_data.csv")
    measured: dict[tuple[str, str], tuple[int, ...]] = {}
    latest: dict[str, tuple[int, ...]] = {}
    for row in sorted(statistics, key=lambda row: row["_fivetran_synced"]):
        post = f"linkedin_pages:{row['_share_entity_urn'].rpartition(':')[2]}"
        names = ("impression", "like", "comment", "share", "click")
        totals = tuple(int(row[f"{name}_count"]) for name in names)
        measured[post, row["_fivetran_synced"][:10]] = totals
        latest[post] = totals
    totals_found = real.execute(
        """
        select post_key, cast(measured_date as varchar), impressions, likes, comments, shares,
            clicks
        from core.fct_social_posts where source_system = 'linkedin_pages'
        """
    ).fetchall()
    growth_found = real.execute(
        """
        select post_key, sum(new_impressions), sum(new_likes), sum(new_comments), sum(new_shares),
            sum(new_clicks)
        from core.fct_social_posts where source_system = 'linkedin_pages' group by 1
        """
    ).fetchall()
    assert (len(statistics), len(measured), len(latest)) == (100, 99, 80)
    assert {(row[0], row[1]): row[2:] for row in totals_found} == measured
    assert {row[0]: row[1:] for row in growth_found} == latest


# The sample company's own exports


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample") / "company"
    make(Order(out=out, scale=0.5, seed=1, first=FIRST, last=LAST))
    return out / "landing"


@pytest.fixture(scope="module")
def harborlight(sample: Path, build: Build) -> Iterator[ReadOnly]:
    files = {
        path.relative_to(sample).as_posix(): path
        for system in (GSC, "hootsuite", "linkedin_pages")
        for path in (sample / system).rglob("*.*")
    }
    with connect(build(files, as_of=LAST, reads=__file__)) as connection:
        yield connection


def test_a_day_of_search_adds_up_to_the_site_report(harborlight: ReadOnly, sample: Path) -> None:
    totals: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    for row in table(sample / GSC / "site_report_by_site.csv"):
        seen = int(row["impressions"])
        for place, value in enumerate((seen, int(row["clicks"]), float(row["position"]) * seen)):
            totals[row["date"]][place] += value
    by_query: dict[str, int] = defaultdict(int)
    for row in table(sample / GSC / "keyword_page_report.csv"):
        by_query[row["date"]] += int(row["impressions"])
    found = harborlight.execute(
        """
        select cast(performance_date as varchar), sum(impressions), sum(clicks), sum(position_sum),
            sum(impressions) filter (where query is not null), sum(clicks) filter (where is_branded)
        from core.fct_search_performance group by 1
        """
    ).fetchall()
    assert {row[0]: row[1:3] for row in found} == {
        day: (seen, clicks) for day, (seen, clicks, _) in totals.items()
    }
    assert {row[0]: row[4] for row in found} == by_query
    assert all(float(row[3]) == pytest.approx(totals[row[0]][2], abs=0.1) for row in found)
    assert len(totals) == 89
    assert all(by_query[day] < totals[day][0] for day in totals)
    assert sum(row[5] or 0 for row in found) > 0


def test_branded_queries_are_those_with_our_name(harborlight: ReadOnly) -> None:
    found = harborlight.execute(
        "select is_branded, list(distinct query order by query)"
        " from core.fct_search_performance group by 1 order by 1"
    ).fetchall()
    assert found == [
        (False, ["overtime rules", "shift planning software", "staff rota tool"]),
        (True, ["harbor light shift planner", "harborlight"]),
        (None, [None]),
    ]


def test_growth_of_posts_adds_up_to_their_last_totals(harborlight: ReadOnly, sample: Path) -> None:
    latest: dict[str, tuple[int, int]] = {}
    readings = ndjson(sample / "hootsuite" / "posts.ndjson")
    for post in sorted(readings, key=lambda post: post["lastRefreshed"]):
        metrics = post["metrics"]
        seen = metrics.get("impressions", metrics.get("views"))
        latest[f"hootsuite:{post['externalId']}"] = (
            seen,
            metrics["likes"] + metrics.get("love", 0),
        )
    statistics = table(sample / "linkedin_pages" / "share_statistic.csv")
    for row in sorted(statistics, key=lambda row: row["_fivetran_synced"]):
        number = re.sub(r"\D", "", row["_share_entity_urn"])
        latest[f"linkedin_pages:{number}"] = (int(row["impression_count"]), int(row["like_count"]))
    found = harborlight.execute(
        "select post_key, sum(new_impressions), sum(new_likes)"
        " from core.fct_social_posts group by 1"
    ).fetchall()
    assert {row[0]: row[1:] for row in found} == latest
    networks = harborlight.execute(
        "select list(distinct network order by network), count(*) - count(followers)"
        " from core.fct_social_posts where measured_date < ?",
        [LAST],
    ).fetchone()
    assert networks == (["facebook", "instagram", "linkedin", "x"], 0)


# Traps of search reports, each in a company of its own


def search(build: Build, landing: dict[str, str], select: str) -> list[tuple[Any, ...]]:
    files = {f"{GSC}/{name}": content for name, content in landing.items()}
    with connect(build(files, reads=__file__)) as connection:
        return connection.execute(
            f"select {select} from core.fct_search_performance group by all order by all"
        ).fetchall()


def test_the_bulk_export_counts_positions_from_zero_and_hides_queries(build: Build) -> None:
    found = search(
        build,
        {
            "searchdata_site_impression.csv": lines(
                "data_date,site_url,query,is_anonymized_query,country,search_type,device,"
                "impressions,clicks,sum_top_position",
                f"2026-06-01,{DOMAIN},shoes,false,usa,WEB,MOBILE,4,1,0",
                f"2026-06-01,{DOMAIN},,true,usa,WEB,MOBILE,6,0,12",
                f"2026-06-01,{DOMAIN},,true,zzz,WEB,MOBILE,1,0,8",
            ),
            "searchdata_url_impression.csv": lines(
                "data_date,site_url,url,query,is_anonymized_query,country,search_type,device,"
                "impressions,clicks,sum_position",
                f"2026-06-01,{DOMAIN},https://acme.example/a,shoes,false,usa,WEB,MOBILE,3,1,0",
                # rows of one key come in pieces
                f"2026-06-01,{DOMAIN},https://acme.example/a,shoes,false,usa,WEB,MOBILE,1,0,0",
                f"2026-06-01,{DOMAIN},https://acme.example/b,shoes,false,usa,WEB,MOBILE,4,0,16",
                f"2026-06-01,{DOMAIN},https://acme.example/b,,true,usa,WEB,MOBILE,5,0,10",
            ),
        },
        "report_level, page_url, query, country, is_remainder, sum(impressions), sum(clicks),"
        " any_value(average_position)",
    )
    assert found == [
        ("page_query", "https://acme.example/a", "shoes", "US", False, 4, 1, 1.0),
        ("page_query", "https://acme.example/b", "shoes", "US", False, 4, 0, 5.0),
        ("page_query", "https://acme.example/b", None, "US", False, 5, 0, 3.0),
        # two pages were listed for the four searches of shoes, so pages have more than the site
        ("site", None, None, "US", True, -3, 0, None),
        ("site", None, None, None, False, 1, 0, 9.0),
    ]


def test_a_domain_and_its_address_are_not_counted_twice(build: Build) -> None:
    header = "site,date,search_type,country,device,clicks,impressions,ctr,position"
    found = search(
        build,
        {
            "site_report_by_site.csv": lines(
                header,
                f"{DOMAIN},2026-06-01,web,usa,DESKTOP,5,50,10%,2",
                "https://www.acme.example/,2026-06-01,web,usa,DESKTOP,4,40,10%,2",
                "https://www.acme.example/,2026-06-02,web,usa,DESKTOP,3,30,0.1,2",
                "https://www.acme.example/blog/,2026-06-02,web,usa,DESKTOP,1,10,0.1,2",
            )
        },
        "performance_date, site, sum(clicks), sum(impressions)",
    )
    # Rates come as percentages or as fractions: neither is read.
    assert found == [
        (date(2026, 6, 1), DOMAIN, 5, 50),
        (date(2026, 6, 2), "https://www.acme.example/", 3, 30),
    ]


def test_a_report_read_again_replaces_the_day_and_positions_are_weighted(build: Build) -> None:
    header = "site,date,search_type,country,device,page,query,clicks,impressions,position"
    row = f"{DOMAIN},2026-06-01,web,deu,TABLET,https://acme.example/,shoes"
    found = search(
        build,
        {
            "keyword_page_report/1.csv": lines(header, f"{row},9,99,9"),
            "keyword_page_report/2.csv": lines(header, f"{row},1.0,1.0,1", f"{row},0.0,9.0,10"),
        },
        "country, device_category, sum(clicks), sum(impressions), any_value(average_position)",
    )
    assert found == [("DE", "tablet", 1, 10, 9.1)]
