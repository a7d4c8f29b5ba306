"""Memory is bounded by the engine's limit, not by the size of the file."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LIMIT = "400MB"
SCRIPT = """
import resource, sys
from pathlib import Path
from pipelines import ingest, settings
landed = ingest.ingest_file(settings.load(), "busan_dabokdong", Path(sys.argv[1]), feed="visits")
print(landed.rows_accepted, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def ingest_visits(folder: Path, count: int) -> tuple[int, int]:
    """Rows accepted of `count` visits, and the peak of the process's memory in MiB."""
    folder.mkdir()
    source = folder / "visits.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select 'V' || i as "방문 번호", 'H' || i % 50000 as "가구 번호",
                    '2611051000' as "행정동 코드",
                    cast(date '2016-01-01' + cast(i % 700 as int) as date) as "방문일",
                    'consultation' as "방문 목적", '예' as "만남 여부"
                from range({count}) as t (i)
            ) to '{source}' (header)
            """
        )
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(source)],
        cwd=CHECKOUT,
        env={
            **os.environ,
            "DABOKDONG_DATA": str(folder / "data"),
            "DABOKDONG_MEMORY": LIMIT,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    accepted, peak = result.stdout.split()[-2:]
    return int(accepted), int(peak)


@pytest.mark.slow
def test_ten_times_the_rows_need_no_more_than_the_limit_allows(tmp_path: Path) -> None:
    few, small = ingest_visits(tmp_path / "small", 200_000)
    many, large = ingest_visits(tmp_path / "large", 2_000_000)
    assert (few, many) == (200_000, 2_000_000)
    # the small file does not fill the engine's 400 MB; the large one may, and no more
    assert large - small < 400, f"{large} MiB for ten times the rows of {small} MiB"
