"""Publishing killed at any moment: readers have the old publication or the new one, whole."""

import random
import signal
import subprocess
import sys
import time

import pytest

from pipelines import publish, read
from tests.publish.drawn import DEPLOYMENT, coverage, draw_warehouse, places, settings_in

PUBLISH = """
import sys
from pathlib import Path
from pipelines import publish
from tests.publish.drawn import DEPLOYMENT, settings_in
settings = settings_in(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
publish.publish(settings, DEPLOYMENT)
"""


def start(settings):
    """A process that publishes as soon as it is told to."""
    process = subprocess.Popen(
        [sys.executable, "-c", PUBLISH, str(settings.data)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdout.readline()
    return process


def finish(process):
    process.wait()
    process.stdin.close()
    process.stdout.close()
    return process.returncode


@pytest.mark.slow
def test_killed_at_eight_moments_it_leaves_the_old_or_the_new(tmp_path):
    settings = settings_in(tmp_path)
    rows = {**places(), "coverage_by_dong_month": coverage({}, {})}
    draw_warehouse(settings, rows, build_id="000000000000")
    process = start(settings)
    begun = time.monotonic()
    process.stdin.write("\n")
    process.stdin.flush()
    assert finish(process) == 0
    whole = time.monotonic() - begun

    moments = random.Random(1)
    old, killed = "000000000000", 0
    for attempt in range(1, 9):
        new = f"{attempt:012}"
        draw_warehouse(settings, rows, build_id=new)
        process = start(settings)
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(moments.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        killed += finish(process) == -signal.SIGKILL
        info = read.build_info(DEPLOYMENT, settings=settings)
        assert info.build_id in (old, new)
        for release, tables in info.tables.items():
            for name, row_count in tables.items():
                found = read.table(name, deployment=DEPLOYMENT, release=release, settings=settings)
                assert len(found) == row_count
        assert len(read.geo("dongs", deployment=DEPLOYMENT, settings=settings)) == 23
        old = info.build_id
    assert killed > 2

    report = publish.publish(settings, DEPLOYMENT)  # mends itself
    left = [path.name for path in settings.published(DEPLOYMENT).iterdir()]
    assert report.build_id == new
    assert not [name for name in left if "partial" in name]
    assert len(left) <= 3  # current.json, the current one, the one before
