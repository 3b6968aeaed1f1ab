"""A file larger than the memory it may take still lands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from scripts.home import PROJECT
from tests.python.landing_helpers import Shop

ROWS = 1_000_000
LIMIT_MB = 256

# A process of its own, since a peak once reached stays on record. Not ru_maxrss: it begins with the
# peak of the process that started this one, which after other tests is the larger of the two.
LAND = """
import sys
from datetime import date
from pathlib import Path
from scripts.land import land
land(Path(sys.argv[1]), Path(sys.argv[2]), date(2026, 6, 30), Path(sys.argv[3]),
     memory_limit=sys.argv[4], threads=2, progress=False)
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.slow
def test_a_million_rows_land_in_little_memory(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    path = shop.write("shop/orders.csv", "")
    duckdb.sql(
        f"""
        copy (
            select 'o' || i as order_id, 'open' as status, i / 100 as amount,
                '2025-01-02 03:04:05' as ordered_at, repeat('note ' || i, 20) as note
            from range({ROWS}) as numbers(i)
        ) to '{path}' (header)
        """
    )
    folders = [str(folder) for folder in (shop.landing, shop.home, shop.project)]
    done = subprocess.run(
        [sys.executable, "-c", LAND, *folders, f"{LIMIT_MB}MB"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert path.stat().st_size > LIMIT_MB << 19
    assert shop.query("select count(*) from raw.shop.orders") == [(ROWS,)]
    # Python, DuckDB's own code and what its limit does not count come on top: 216 MB when measured,
    # and no more for a file 30 times as large.
    assert int(done.stdout) < (LIMIT_MB + 400) << 10
